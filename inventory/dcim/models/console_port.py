"""Console ports."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import CABLED_FILTERS, TRACE, Cabled, links
from inventory.dcim.component import ModularComponent
from inventory.dcim.connectors import CONSOLE_SPEEDS, CONSOLE_TYPES
from inventory.declare.vocabulary import Choice, NumberChoice


class ConsolePort(ModularComponent, Cabled):
    """A serial or USB port by which a device is operated locally. `speed` is in bit/s."""

    type = Choice(_("type"), CONSOLE_TYPES, null=True)
    speed = NumberChoice(_("speed"), CONSOLE_SPEEDS, null=True, help_text=_("bit/s"))

    class Meta(ModularComponent.Meta):
        verbose_name, verbose_name_plural = _("console port"), _("console ports")

    class Inventory:
        path = "dcim/console-ports"
        actions = TRACE
        brief = "device name description cable _occupied"
        columns = "device name label type speed cable description"
        search = {"name": 100, "label": 200, "description": 500}
        computed = links("dcim.consoleserverport", "dcim.consoleport")
        filters = CABLED_FILTERS
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu, icon = "inventory/cabling", "plug"
