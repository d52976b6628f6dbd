"""Module bay templates."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import ModularTemplate
from inventory.dcim.rules.templates import one_type
from inventory.declare.vocabulary import flag, text


class ModuleBayTemplate(ModularTemplate):
    """A module bay that every new device or module of the type gets."""

    position = text(_("position"), 30, _("Takes the place of {module} in the names of a module's components."))
    enabled = flag(_("enabled"), default=True)

    class Meta(ModularTemplate.Meta):
        verbose_name = _("module bay template")
        verbose_name_plural = _("module bay templates")

    class Inventory:
        path = "dcim/module-bay-templates"
        brief = "device_type module_type name description"
        columns = "device_type module_type name label position enabled"
        search = {"name": 100, "label": 200, "description": 500}
        rules = [one_type]
        display = "{name} ({label})|{name}"
        key = "device_type module_type name"
        parent = "device_type"
        menu, icon = "inventory/devices", "box"
