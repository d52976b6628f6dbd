"""Console port templates."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import ModularTemplate
from inventory.dcim.connectors import CONSOLE_TYPES
from inventory.dcim.rules.templates import one_type
from inventory.declare.fields import Choice


class ConsolePortTemplate(ModularTemplate):
    """A console port that every new device of the type gets."""

    type = Choice(_("type"), CONSOLE_TYPES, null=True)

    class Meta(ModularTemplate.Meta):
        verbose_name = _("console port template")
        verbose_name_plural = _("console port templates")

    class Inventory:
        path = "dcim/console-port-templates"
        brief = "device_type module_type name description"
        columns = "device_type module_type name label type"
        search = {"name": 100, "label": 200, "description": 500}
        rules = [one_type]
        display = "{name} ({label})|{name}"
        key = "device_type module_type name"
        parent = "device_type"
        menu = "inventory/devices"
        icon = "plug"
