"""Racks as values for drawing: what is mounted, how full, how much power."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection
from django.db.models import Case, ExpressionWrapper, F, FloatField, Q, Sum, Value, When
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from infoport import states
from infoport.drawings.elevation import Frame, Mounted, Reserved
from inventory.dcim.models import Device, PowerFeed, Rack
from inventory.dcim.rules.reservations import RELEASED
from inventory.declare.fetching import fetch
from inventory.declare.permissions import allowed
from inventory.declare.registry import specs
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import HttpRequest

    from infoport.drawings.elevation import Face

KILOGRAMS: Final = {"kg": 1.0, "g": 0.001, "lb": 0.45359237, "oz": 0.028349523125}
"""Weight unit → kilograms (international avoirdupois)."""

# Every whole unit that a device touches, once, whichever side it is mounted on.
USED: Final = """
SELECT d.rack_id, count(DISTINCT unit)
FROM dcim_device d JOIN dcim_devicetype t ON t.id = d.device_type_id
CROSS JOIN LATERAL generate_series(floor(d.position)::int, greatest(ceil(d.position + t.u_height), floor(d.position) + 1)::int - 1) unit
WHERE d.rack_id = ANY(%s) AND d.position IS NOT NULL AND NOT t.exclude_from_utilization
GROUP BY d.rack_id
"""  # noqa: E501 - one expression

EACH_DRAW: Final = """
SELECT d.rack_id, d.id, COALESCE(sum(p.allocated_draw), max(p.maximum_draw)) AS watts
FROM dcim_device d JOIN dcim_powerport p ON p.device_id = d.id
WHERE d.rack_id = ANY(%s) AND NOT EXISTS (SELECT 1 FROM dcim_poweroutlet o WHERE o.device_id = d.id)
GROUP BY d.rack_id, d.id HAVING COALESCE(sum(p.allocated_draw), max(p.maximum_draw)) IS NOT NULL
"""
DRAWN: Final = f"SELECT rack_id, sum(watts) FROM ({EACH_DRAW}) each GROUP BY rack_id"  # noqa: S608 - a constant

MOUNTED: Final = """SELECT d.id, d.rack_id, d.name, d.status, d.position::float8, d.face, k.model, k.u_height::float8,
    k.is_full_depth, r.name, r.color
FROM dcim_device d JOIN dcim_devicetype k ON k.id = d.device_type_id JOIN dcim_devicerole r ON r.id = d.role_id
WHERE d.rack_id = ANY(%s::bigint[]) AND d.position IS NOT NULL ORDER BY d.position DESC, d.id"""
VISIBLE: Final = "SELECT d.id FROM dcim_device d WHERE d.rack_id = ANY(%s::bigint[]) AND d.position IS NOT NULL"
KEPT: Final = """SELECT v.id, v.rack_id, v.units, t.name, v.description
FROM dcim_rackreservation v LEFT JOIN tenancy_tenant t ON t.id = v.tenant_id
WHERE v.rack_id = ANY(%s::bigint[]) AND v.status <> %s ORDER BY v.id"""
VISIBLE_KEPT: Final = "SELECT v.id FROM dcim_rackreservation v WHERE v.id = ANY(%s::bigint[])"


class _Device(NamedTuple):
    """A row of `MOUNTED`."""

    pk: int
    rack: int
    name: str | None
    status: str
    position: float
    face: Face | None
    model: str
    height: float
    deep: bool
    role: str
    color: str


@dataclass(frozen=True, slots=True)
class Power:
    """Watts of one rack: planned draw of its devices, and what its primary feeds may carry; None where not stated."""

    draw: float | None = None
    capacity: float | None = None

    @property
    def percent(self) -> int | None:
        """Draw as a share of capacity; None when either is not stated."""
        return None if self.draw is None or not self.capacity else round(100 * self.draw / self.capacity)


def used_units(racks: Iterable[int]) -> dict[int, int]:
    """Rack id → units in use; racks without devices are absent. One query."""
    with connection.cursor() as cursor:
        cursor.execute(USED, [list(racks)])
        return dict(cursor.fetchall())


def power(racks: Iterable[int]) -> dict[int, Power]:
    """Rack id → planned power. Two queries.

    What a device draws is what its ports are allocated, else the largest maximum of one of them: several supplies
    stand in for each other. A device with outlets passes power on and draws none itself, and a redundant feed carries
    the same load again.
    """
    ids = list(racks)
    with connection.cursor() as cursor:
        cursor.execute(DRAWN, [ids])
        draws = {key: float(watts) for key, watts in cursor.fetchall()}
    phases = Case(When(phase="three-phase", then=Value(math.sqrt(3))), default=Value(1.0), output_field=FloatField())
    watts = ExpressionWrapper(
        F("voltage") * F("amperage") * phases * F("max_utilization") / Value(100.0), output_field=FloatField()
    )
    feeds = PowerFeed.objects.filter(rack__in=ids, type="primary").exclude(status__in=["planned", "failed"])
    limits = dict(feeds.order_by().values_list("rack").annotate(watts=Sum(watts)))
    return {key: Power(draws.get(key), limits.get(key)) for key in draws.keys() | limits.keys()}


def draws_of(rack: int) -> dict[int, float]:
    """Device id → watts it is planned to draw, for the devices of one rack that state it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(EACH_DRAW, [[rack]])
        return {key: float(watts) for _rack, key, watts in cursor.fetchall()}


def frames(request: HttpRequest, racks: Sequence[Rack]) -> dict[int, Frame]:
    """Rack id → what its elevation shows. Five queries, whatever the number of racks."""
    ids = [rack.pk for rack in racks]
    with unlimited():  # what one may not see takes its units all the same
        devices = [_Device(*row) for row in fetch(MOUNTED, [ids])]
    kept = reserved(ids)
    visible = {key for (key,) in fetch(VISIBLE, [ids])}
    keys = states.keys_of(device.pk for device in devices)
    mounted: dict[int, list[Mounted]] = defaultdict(list)
    for device in devices:
        seen = device.pk in visible
        mounted[device.rack].append(_mounted(device, keys.get(device.pk)) if seen else _hidden(device))
    can_add = allowed(request.user, "dcim.device", "add") is not None
    return {
        rack.pk: Frame(
            rack.name, rack.u_height, tuple(mounted[rack.pk]), rack.starting_unit, rack.desc_units,
            _add_url(rack) if can_add else "", tuple(kept.get(rack.pk, ())),
        )
        for rack in racks
    }  # fmt: skip


def reserved(racks: Sequence[int]) -> dict[int, list[Reserved]]:
    """Rack id → its reservations that keep units. Two queries, one where there are none."""
    with unlimited():
        known = fetch(KEPT, [list(racks), RELEASED])
    visible = {key for (key,) in fetch(VISIBLE_KEPT, [[row[0] for row in known]])} if known else set()
    found: dict[int, list[Reserved]] = defaultdict(list)
    for key, rack, units, tenant, description in known:
        seen = key in visible
        text = " · ".join(part for part in (tenant, description) if part) if seen else _("reserved")
        found[rack].append(Reserved(tuple(units), text, f"{specs['dcim.rackreservation'].page}{key}/" if seen else ""))
    return found


def _mounted(device: _Device, key: str | None) -> Mounted:
    state = states.device_state(device.status, key)
    return Mounted(
        name=device.name or device.model, url=f"{specs['dcim.device'].page}{device.pk}/", position=device.position,
        height=device.height, face=device.face, full_depth=device.deep, model=device.model, role=device.role,
        color=device.color, state=state.symbol if state else None, word=state.word if state else "",
    )  # fmt: skip


def _hidden(device: _Device) -> Mounted:
    return Mounted(_("occupied"), "", device.position, device.height, device.face, device.deep)


def _add_url(rack: Rack) -> str:
    given = {"site": rack.site_id, "location": rack.location_id, "rack": rack.pk}
    return f"{specs['dcim.device'].page}add/?{urlencode({k: v for k, v in given.items() if v})}"


def weight(rack: Rack) -> float | None:
    """Kilograms of what is mounted in a rack, of the types whose weight is stated; None when none is."""
    rows = Device.objects.filter(Q(rack=rack), device_type__weight__isnull=False)
    found = rows.values_list("device_type__weight", "device_type__weight_unit")
    weights = [float(amount or 0) * KILOGRAMS.get(unit or "kg", 1.0) for amount, unit in found]
    return sum(weights) if weights else None


@dataclass(frozen=True, slots=True)
class Loads:
    """Power and mass of several racks, by their ids; racks of which nothing is stated are absent."""

    power: Mapping[int, Power]
    mass: Mapping[int, float]


def weights(racks: Sequence[int]) -> dict[int, float]:
    """Rack id → kilograms of what is mounted, of the types whose weight is stated. One query."""
    rows = Device.objects.filter(rack__in=racks, device_type__weight__isnull=False).order_by()
    found: dict[int, float] = defaultdict(float)
    for key, amount, unit in rows.values_list("rack_id", "device_type__weight", "device_type__weight_unit"):
        found[key or 0] += float(amount or 0) * KILOGRAMS.get(unit or "kg", 1.0)
    return dict(found)
