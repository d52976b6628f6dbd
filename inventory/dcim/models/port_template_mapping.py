"""Port template mappings."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.rules.templates import further_fits
from inventory.declare.vocabulary import Record, Ref, number, unique


class PortTemplateMapping(Record):
    """Where a further position of a front port of a type leads: to a position of a rear port of the type.

    The first position's is the front port template's own `rear_port` and `rear_port_position`.
    """

    front_port = Ref("dcim.FrontPortTemplate", _("front port"), owned=True, related="port_mappings")
    front_port_position = number(_("front port position"), 2, 1024)
    rear_port = Ref("dcim.RearPortTemplate", _("rear port"), owned=True, related="port_mappings")
    rear_port_position = number(_("rear port position"), 1, 1024, default=1)

    class Meta:
        ordering = ["front_port_id", "front_port_position", "id"]
        verbose_name, verbose_name_plural = _("port template mapping"), _("port template mappings")
        constraints = [
            unique("dcim_porttemplatemapping_unique_front", "front_port", "front_port_position"),
            unique("dcim_porttemplatemapping_unique_rear", "rear_port", "rear_port_position"),
        ]

    class Inventory:
        path = "dcim/port-template-mappings"
        brief = "front_port front_port_position rear_port rear_port_position"
        columns = "front_port front_port_position rear_port rear_port_position"
        rules = [further_fits]
        display = "{front_port.name}:{front_port_position}"
        key = "front_port front_port_position"
        parent = "front_port"
        menu, icon = "inventory/devices", "plug"
