"""Racks as values for drawing: what is mounted, how full, how much power."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import Case, ExpressionWrapper, F, FloatField, Q, Sum, Value, When
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from infoport.ui.pages import reach, states
from infoport.ui.pages.elevation import Frame, Mounted, Reserved
from inventory.dcim.models import Device, PowerFeed, Rack, RackReservation
from inventory.dcim.rules.reservations import RELEASED
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import HttpRequest

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
    rows = Device.objects.filter(rack__in=ids, position__isnull=False).select_related("device_type", "role")
    with unlimited():  # what one may not see takes its units all the same
        devices = list(rows.order_by("-position", "id"))
    kept = reserved(request, ids)
    visible = set(reach.within(request, Device).filter(rack__in=ids).order_by().values_list("pk", flat=True))
    keys = states.keys_of(device.pk for device in devices)
    mounted: dict[int, list[Mounted]] = defaultdict(list)
    for device in devices:
        seen = device.pk in visible
        mounted[device.rack_id or 0].append(_mounted(device, keys.get(device.pk)) if seen else _hidden(device))
    can_add = reach.may(request, "dcim.device", "add")
    return {
        rack.pk: Frame(
            rack.name, rack.u_height, tuple(mounted[rack.pk]), rack.starting_unit, rack.desc_units,
            _add_url(rack) if can_add else "", tuple(kept.get(rack.pk, ())),
        )
        for rack in racks
    }  # fmt: skip


def reserved(request: HttpRequest, racks: Sequence[int]) -> dict[int, list[Reserved]]:
    """Rack id → its reservations that keep units. Two queries."""
    rows = RackReservation.objects.filter(rack__in=racks).exclude(status=RELEASED).select_related("tenant")
    with unlimited():
        known = list(rows.order_by("id"))
    visible = set(
        reach.within(request, RackReservation).filter(pk__in=[each.pk for each in known]).values_list("pk", flat=True)
    ) if known else set()  # fmt: skip
    found: dict[int, list[Reserved]] = defaultdict(list)
    for each in known:
        seen = each.pk in visible
        text = " · ".join(part for part in (each.tenant and each.tenant.name, each.description) if part)
        url = reach.page("dcim.rackreservation", each.pk) if seen else ""
        found[each.rack_id].append(Reserved(tuple(each.units), text if seen else _("reserved"), url))
    return found


def _mounted(device: Device, key: str | None) -> Mounted:
    state = states.device_state(device.status, key)
    kind = device.device_type
    return Mounted(
        name=device.name or str(kind.model), url=reach.page("dcim.device", device.pk),
        position=float(device.position or 0),
        height=float(kind.u_height), face=device.face, full_depth=kind.is_full_depth, model=kind.model,
        role=device.role.name, color=device.role.color, state=state.symbol if state else None,
        word=state.word if state else "",
    )  # fmt: skip


def _hidden(device: Device) -> Mounted:
    kind = device.device_type
    return Mounted(
        _("occupied"), "", float(device.position or 0), float(kind.u_height), device.face, kind.is_full_depth
    )  # fmt: skip


def _add_url(rack: Rack) -> str:
    given = {"site": rack.site_id, "location": rack.location_id, "rack": rack.pk}
    return f"{reach.page('dcim.device')}add/?{urlencode({k: v for k, v in given.items() if v})}"


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


def elevations_of(**conditions: int) -> str:
    """The address of the page that shows racks side by side."""
    return f"{reverse('ui:rack_elevations')}?{urlencode(conditions)}"
