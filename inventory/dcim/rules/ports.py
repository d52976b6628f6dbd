"""How the front and the back of a patch panel belong together, and the parts of a device to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.cabled import links
from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.dcim.models import FrontPort, InventoryItem, RearPort

COMPONENTS: Final = (
    "dcim.interface", "dcim.consoleport", "dcim.consoleserverport", "dcim.powerport", "dcim.poweroutlet",
    "dcim.frontport", "dcim.rearport",
)  # fmt: skip
"""What an inventory item may be the body of, as a transceiver of its interface."""

TEMPLATES: Final = tuple(f"{label}template" for label in COMPONENTS)

REAR_PORTS: Final = """CASE WHEN {t}.rear_port_id IS NULL THEN '[]'::json ELSE json_build_array(json_build_object(
    'position', 1, 'rear_port', {t}.rear_port_id, 'rear_port_position', {t}.rear_port_position)) END"""
FRONT_PORTS: Final = """coalesce((SELECT json_agg(json_build_object('position', f.rear_port_position,
    'front_port', f.id, 'front_port_position', 1) ORDER BY f.rear_port_position)
    FROM dcim_frontport f WHERE f.rear_port_id = {t}.id), '[]'::json)"""

FRONT_COMPUTED: Final = {"rear_ports": Computed(REAR_PORTS, "json", gettext_lazy("rear ports"))} | links()
REAR_COMPUTED: Final = {"front_ports": Computed(FRONT_PORTS, "json", gettext_lazy("front ports"))} | links()


def prepare(port: FrontPort, data: Mapping[str, Any]) -> None:
    """Take NetBox's `rear_ports` list of a front port: at most one `{position, rear_port, rear_port_position}`."""
    if "rear_ports" not in data:
        return
    mappings = data["rear_ports"] or []
    if len(mappings) > 1:
        raise ValidationError({"rear_ports": _("A front port leads to one position of one rear port.")})
    port.rear_port_id = mappings[0].get("rear_port") if mappings else None
    port.rear_port_position = mappings[0].get("rear_port_position", 1) if mappings else 1


def front_port_fits(port: FrontPort) -> None:
    """A front port leads to a free position of a rear port of the same device."""
    if not port.rear_port_id:
        return
    rear = port.rear_port
    if rear.device_id != port.device_id:
        message = _("Rear port %(rear)s belongs to another device (%(device)s).")
        raise ValidationError({"rear_port": message % {"rear": rear, "device": rear.device}})
    if port.rear_port_position > rear.positions:
        message = _("Rear port %(rear)s has %(count)s positions; %(position)s is none of them.")
        told = {"rear": rear, "count": rear.positions, "position": port.rear_port_position}
        raise ValidationError({"rear_port_position": message % told})
    taken = type(port).objects.filter(rear_port=rear, rear_port_position=port.rear_port_position).exclude(pk=port.pk)
    if (other := taken.first()) is not None:
        message = _("Position %(position)s of rear port %(rear)s leads to %(other)s already.")
        told = {"position": port.rear_port_position, "rear": rear, "other": other}
        raise ValidationError({"rear_port_position": message % told})


def positions_hold_front_ports(port: RearPort) -> None:
    """A rear port keeps the positions that its front ports use."""
    if port.pk is None:
        return
    highest = port.front_port_set.order_by("-rear_port_position").first()
    if highest is not None and highest.rear_port_position > port.positions:
        message = _("Front port %(front)s uses position %(position)s.")
        raise ValidationError({"positions": message % {"front": highest, "position": highest.rear_port_position}})


def parent_on_device(item: InventoryItem) -> None:
    """An inventory item lies in an item of the same device."""
    if item.parent_id and item.parent.device_id != item.device_id:
        message = _("Parent item %(parent)s belongs to another device (%(device)s).")
        raise ValidationError({"parent": message % {"parent": item.parent, "device": item.parent.device}})
