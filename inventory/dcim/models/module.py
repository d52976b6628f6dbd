"""Modules."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import ItemStatus
from inventory.dcim.component import DEVICE_FILTERS
from inventory.dcim.rules.modules import MODULE_FILTERS, fits_in_bay, prepare, saved
from inventory.declare.vocabulary import Choice, Primary, Ref, text, unique, unstated


class Module(Primary):
    """A line card, power supply or other insert in a module bay of a device.

    A new one brings the components that the templates of its type name; they go when the module goes.
    """

    device = Ref("dcim.Device", _("device"), owned=True, related="modules")
    module_bay = Ref("dcim.ModuleBay", _("module bay"), owned=True, related="installed_modules")
    module_type = Ref("dcim.ModuleType", _("module type"), related="modules")
    status = Choice(_("status"), ItemStatus, default=ItemStatus.ACTIVE)
    serial = text(_("serial number"), 50, db_index=True)
    asset_tag = unstated(_("asset tag"), 50, unique=True)

    class Meta(Primary.Meta):
        ordering = ["device_id", "module_bay_id", "id"]
        verbose_name, verbose_name_plural = _("module"), _("modules")
        constraints = [unique("dcim_module_unique_module_bay", "module_bay")]

    class Inventory:
        path = "dcim/modules"
        brief = "device module_bay module_type description"
        columns = "device module_bay module_type status serial asset_tag description"
        search = {"asset_tag": 50, "serial": 60, "description": 500, "comments": 5000}
        filters = DEVICE_FILTERS | MODULE_FILTERS
        accepts = {"replicate_components": "boolean", "adopt_components": "boolean"}
        rules = [fits_in_bay]
        prepare, saved = prepare, saved
        display = "{module_bay.name}: {module_type.model} ({id})"
        key, parent = "module_bay", "device"
        menu, icon, facets = "inventory/devices", "cpu", "status module_type"
