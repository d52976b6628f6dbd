"""Port mappings."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, Ref, number, unique


class PortMapping(Record):
    """Where a further position of a front port leads: to a position of a rear port. It is written through its ports.

    The first position's is the front port's own `rear_port` and `rear_port_position`.
    """

    front_port = Ref("dcim.FrontPort", _("front port"), owned=True, related="port_mappings")
    front_port_position = number(_("front port position"), 2, 1024)
    rear_port = Ref("dcim.RearPort", _("rear port"), owned=True, related="port_mappings")
    rear_port_position = number(_("rear port position"), 1, 1024, default=1)

    class Meta:
        ordering = ["front_port_id", "front_port_position", "id"]
        verbose_name, verbose_name_plural = _("port mapping"), _("port mappings")
        constraints = [
            unique("dcim_portmapping_unique_front", "front_port", "front_port_position"),
            unique("dcim_portmapping_unique_rear", "rear_port", "rear_port_position"),
        ]

    class Inventory:
        path = "dcim/port-mappings"
        brief = "front_port front_port_position rear_port rear_port_position"
        columns = "front_port front_port_position rear_port rear_port_position"
        readonly = "*"
        display = "{front_port.name}:{front_port_position}"
        key = "front_port front_port_position"
        parent = "front_port"
        menu, icon = "inventory/cabling", "plug"
