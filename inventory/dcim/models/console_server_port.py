"""Console server ports."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import CABLED_FILTERS, TRACE, Cabled, links
from inventory.dcim.component import ModularComponent
from inventory.dcim.connectors import CONSOLE_SPEEDS, CONSOLE_TYPES
from inventory.declare.vocabulary import Choice, NumberChoice


class ConsoleServerPort(ModularComponent, Cabled):
    """A port of a console server, by which the console port of another device is reached. `speed` is in bit/s."""

    type = Choice(_("type"), CONSOLE_TYPES, null=True)
    speed = NumberChoice(_("speed"), CONSOLE_SPEEDS, null=True, help_text=_("bit/s"))

    class Meta(ModularComponent.Meta):
        verbose_name, verbose_name_plural = _("console server port"), _("console server ports")

    class Inventory:
        path = "dcim/console-server-ports"
        actions = TRACE
        brief = "device name description cable _occupied"
        columns = "device name label type speed cable description"
        search = {"name": 100, "label": 200, "description": 500}
        computed = links("dcim.consoleport")
        filters = CABLED_FILTERS
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu, icon = "inventory/cabling", "plug"
