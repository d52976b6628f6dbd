"""Module bays."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import DEVICE_FILTERS, ModularComponent
from inventory.dcim.rules.modules import BAY_COMPUTED, BAY_FILTERS, bay_is_not_in_itself
from inventory.declare.vocabulary import flag, text, unique


class ModuleBay(ModularComponent):
    """A slot of a device, or of a module, that takes one module.

    `position` stands for `{module}` in the names of what the module brings; `module` is the module that has the bay.
    """

    position = text(_("position"), 30, _("Takes the place of {module} in the names of a module's components."))
    enabled = flag(_("enabled"), default=True)

    class Meta(ModularComponent.Meta):
        verbose_name, verbose_name_plural = _("module bay"), _("module bays")
        constraints = [
            unique("dcim_modulebay_unique_device_module_name", "device", "module", "name", nulls_distinct=False)
        ]

    class Inventory:
        path = "dcim/module-bays"
        brief = "name enabled description installed_module _occupied"
        columns = "device name label position module installed_module description"
        search = {"name": 100, "label": 200, "description": 500}
        computed, filters = BAY_COMPUTED, DEVICE_FILTERS | BAY_FILTERS
        rules = [bay_is_not_in_itself]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu, icon = "inventory/devices", "box"
