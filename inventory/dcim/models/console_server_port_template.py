"""Console server port templates."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.component import ModularTemplate
from inventory.dcim.connectors import CONSOLE_TYPES
from inventory.dcim.rules.templates import one_type
from inventory.declare.vocabulary import Choice


class ConsoleServerPortTemplate(ModularTemplate):
    """A console server port that every new device or module of the type gets."""

    type = Choice(_("type"), CONSOLE_TYPES, null=True)

    class Meta(ModularTemplate.Meta):
        verbose_name = _("console server port template")
        verbose_name_plural = _("console server port templates")

    class Inventory:
        path = "dcim/console-server-port-templates"
        brief = "device_type module_type name description"
        columns = "device_type module_type name label type"
        search = {"name": 100, "label": 200, "description": 500}
        rules = [one_type]
        display = "{name} ({label})|{name}"
        key = "device_type module_type name"
        parent = "device_type"
        menu, icon = "inventory/devices", "plug"
