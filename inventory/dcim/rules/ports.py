"""How the front and the back of a patch panel belong together, and the parts of a device to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.cabled import links
from inventory.declare.together import by_itself
from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.dcim.models import FrontPort, FrontPortTemplate, InventoryItem, RearPort, RearPortTemplate

COMPONENTS: Final = (
    "dcim.interface", "dcim.consoleport", "dcim.consoleserverport", "dcim.powerport", "dcim.poweroutlet",
    "dcim.frontport", "dcim.rearport",
)  # fmt: skip
"""What an inventory item may be the body of, as a transceiver of its interface."""

TEMPLATES: Final = tuple(f"{label}template" for label in COMPONENTS)

MAPPINGS: Final = """(SELECT f.id AS front_port, 1 AS front_port_position, f.rear_port_id AS rear_port,
    f.rear_port_position FROM {fronts} f WHERE {which} = {{t}}.id AND f.rear_port_id IS NOT NULL
    UNION ALL SELECT x.front_port_id, x.front_port_position, x.rear_port_id, x.rear_port_position
    FROM {mappings} x WHERE {other} = {{t}}.id) m"""


def _rear_ports(fronts: str, mappings: str) -> Computed:
    found = MAPPINGS.format(fronts=fronts, mappings=mappings, which="f.id", other="x.front_port_id")
    sql = f"""coalesce((SELECT json_agg(json_build_object('position', m.front_port_position,
    'rear_port', m.rear_port, 'rear_port_position', m.rear_port_position) ORDER BY m.front_port_position)
    FROM {found}), '[]'::json)"""  # noqa: S608 - constants
    return Computed(sql, "json", gettext_lazy("rear ports"))


def _front_ports(fronts: str, mappings: str) -> Computed:
    found = MAPPINGS.format(fronts=fronts, mappings=mappings, which="f.rear_port_id", other="x.rear_port_id")
    sql = f"""coalesce((SELECT json_agg(json_build_object('position', m.rear_port_position,
    'front_port', m.front_port, 'front_port_position', m.front_port_position) ORDER BY m.rear_port_position)
    FROM {found}), '[]'::json)"""  # noqa: S608 - constants
    return Computed(sql, "json", gettext_lazy("front ports"))


PORTS: Final = ("dcim_frontport", "dcim_portmapping")
PORT_TEMPLATES: Final = ("dcim_frontporttemplate", "dcim_porttemplatemapping")
FRONT_COMPUTED: Final = {"rear_ports": _rear_ports(*PORTS)} | links()
REAR_COMPUTED: Final = {"front_ports": _front_ports(*PORTS)} | links()
FRONT_TEMPLATE_COMPUTED: Final = {"rear_ports": _rear_ports(*PORT_TEMPLATES)}
REAR_TEMPLATE_COMPUTED: Final = {"front_ports": _front_ports(*PORT_TEMPLATES)}


def prepare(port: FrontPort | FrontPortTemplate, data: Mapping[str, Any]) -> None:
    """Take NetBox's `rear_ports` list of a front port: `{position, rear_port, rear_port_position}` of each position.

    The first position is kept on the port; the others are kept for `saved`. Raises `ValidationError`.
    """
    if "rear_ports" not in data:
        return
    stated = {each.position: each for each in _mappings("rear_ports", data["rear_ports"], "rear_port")}
    if stated and max(stated) > port.positions:
        message = _("Position %(position)s: front port %(front)s has %(count)s positions.")
        told = {"position": max(stated), "front": port, "count": port.positions}
        raise ValidationError({"rear_ports": message % told})
    first = stated.pop(1, None)
    port.rear_port_id = first.port if first else None
    port.rear_port_position = first.port_position if first else 1
    port.__dict__["further"] = list(stated.values())


def saved(port: FrontPort | FrontPortTemplate, data: Mapping[str, Any], created: bool) -> None:
    """Write where the further positions of a front port lead, when they were stated."""
    del data, created
    further: list[Lead] | None = port.__dict__.pop("further", None)
    if further is None:
        return
    rows = _mapping_model(port).objects
    kept = rows.filter(front_port=port).values_list("front_port_position", "rear_port_id", "rear_port_position")
    if sorted(kept) == sorted(map(tuple, further)):
        return
    rows.filter(front_port=port).delete()
    rears = _model_of(rows.model, "rear_port").objects.in_bulk([each.port for each in further])
    for each in further:
        _leads(port, rears.get(each.port), each.port_position, "rear_ports")
        rows.create(
            front_port=port, front_port_position=each.position, rear_port_id=each.port,
            rear_port_position=each.port_position,
        )  # fmt: skip


def rear_saved(port: RearPort | RearPortTemplate, data: Mapping[str, Any], created: bool) -> None:
    """Take NetBox's `front_ports` list of a rear port: `{position, front_port, front_port_position}` of each position.

    Front ports that are not named no longer lead here. Raises `ValidationError`.
    """
    del created
    if "front_ports" not in data:
        return
    stated = _mappings("front_ports", data["front_ports"], "front_port")
    mappings = _mapping_model(port).objects
    fronts = _model_of(mappings.model, "front_port").objects
    wanted = {(each.port, each.port_position): each.position for each in stated}
    kept = {(key, 1): at for key, at in fronts.filter(rear_port=port).values_list("pk", "rear_port_position")}
    for key, at, position in mappings.filter(rear_port=port).values_list(
        "front_port_id", "front_port_position", "rear_port_position"
    ):
        kept[key, at] = position
    for key, at in kept.keys() - wanted.keys() | {each for each in kept if wanted.get(each, kept[each]) != kept[each]}:
        if at == 1:
            fronts.filter(pk=key).update(rear_port=None, rear_port_position=1)
        else:
            mappings.filter(front_port=key, front_port_position=at).delete()
    for each in stated:
        if kept.get((each.port, each.port_position)) != each.position:
            _lead_front(port, each)


def _lead_front(port: RearPort | RearPortTemplate, each: Lead) -> None:
    """Let a position of a front port lead to a position of the rear port."""
    mappings = _mapping_model(port).objects
    fronts = _model_of(mappings.model, "front_port").objects
    front = fronts.filter(pk=each.port).first()
    if front is None or _owner(front) != _owner(port) or each.port_position > front.positions:
        message = _("Position %(position)s: no such position of a front port of %(device)s.")
        raise ValidationError({"front_ports": message % {"position": each.position, "device": _owner(port)}})
    _leads(front, port, each.position, "front_ports")
    if each.port_position == 1:
        fronts.filter(pk=front.pk).update(rear_port=port, rear_port_position=each.position)
    else:
        mappings.filter(front_port=front, front_port_position=each.port_position).delete()
        mappings.create(
            front_port=front, front_port_position=each.port_position, rear_port=port,
            rear_port_position=each.position,
        )  # fmt: skip


def _mapping_model(port: Any) -> Any:
    """What holds the further positions of ports of this kind."""
    return _model_of(port, "port_mappings")


def _model_of(one: Any, name: str) -> Any:
    return one._meta.get_field(name).related_model  # noqa: SLF001 - Django's public introspection


def _owner(port: Any) -> Any:
    """The device of a port; the type of a template."""
    return port.device if hasattr(port, "device_id") else port.device_type or port.module_type


class Lead(NamedTuple):
    """One position of a port, and the port and its position that it leads to."""

    position: int
    port: int
    port_position: int


def _mappings(name: str, stated: Any, far: str) -> list[Lead]:
    """Read a list of mappings. Raises `ValidationError` under `name` for any other form or a position named twice."""
    rows = stated or []
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise ValidationError({name: _("Expected a list of {position, %(far)s, %(far)s_position}.") % {"far": far}})
    found = [
        Lead(*(each.get(key, 1 if key != far else None) for key in ("position", far, f"{far}_position")))
        for each in rows
    ]
    if not all(type(part) is int and part > 0 for each in found for part in each):
        raise ValidationError({name: _("Positions and ports are whole numbers from 1.")})
    if len({each.position for each in found}) < len(found):
        raise ValidationError({name: _("A position is named twice.")})
    return found


def _leads(front: Any, rear: Any, position: int, name: str) -> None:
    """A front port leads to a free position of a rear port of its own device."""
    if rear is None:
        raise ValidationError({name: _("No such rear port.")})
    if _owner(rear) != _owner(front):
        message = _("Rear port %(rear)s belongs to another device (%(device)s).")
        raise ValidationError({name: message % {"rear": rear, "device": _owner(rear)}})
    if position > rear.positions:
        message = _("Rear port %(rear)s has %(count)s positions; %(position)s is none of them.")
        told = {"rear": rear, "count": rear.positions, "position": position}
        raise ValidationError({name: message % told})
    other: Any = type(front).objects.filter(rear_port=rear, rear_port_position=position).exclude(pk=front.pk).first()
    if other is None:
        taken = _mapping_model(front).objects.filter(rear_port=rear, rear_port_position=position)
        mapping = taken.exclude(front_port_id=front.pk).select_related("front_port").first()
        other = mapping and mapping.front_port
    if other is not None:
        message = _("Position %(position)s of rear port %(rear)s leads to %(other)s already.")
        raise ValidationError({name: message % {"position": position, "rear": rear, "other": other}})


def front_port_fits(port: FrontPort) -> None:
    """A front port leads to a free position of a rear port of the same device, and keeps the positions it uses."""
    if port.pk and port.port_mappings.filter(front_port_position__gt=port.positions).exists():
        further = port.__dict__.get("further")
        if further is None:
            raise ValidationError({"positions": _("A mapping uses a higher position of this front port.")})
    if not port.rear_port_id:
        return
    name = "rear_port" if port.rear_port.device_id != port.device_id else "rear_port_position"
    _leads(port, port.rear_port, port.rear_port_position, name)


@by_itself
def positions_hold_front_ports(port: RearPort) -> None:
    """A rear port keeps the positions that its front ports use."""
    if port.pk is None:
        return
    used = [*port.front_port_set.values_list("rear_port_position", "name")]
    used += port.port_mappings.values_list("rear_port_position", "front_port__name")
    highest, front = max(used, default=(0, ""))
    if highest > port.positions:
        message = _("Front port %(front)s uses position %(position)s.")
        raise ValidationError({"positions": message % {"front": front, "position": highest}})


@by_itself
def parent_on_device(item: InventoryItem) -> None:
    """An inventory item lies in an item of the same device."""
    if item.parent_id and item.parent.device_id != item.device_id:
        message = _("Parent item %(parent)s belongs to another device (%(device)s).")
        raise ValidationError({"parent": message % {"parent": item.parent, "device": item.parent.device}})
