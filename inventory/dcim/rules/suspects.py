"""Which devices of a set a rule might refuse, asked once for all of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from inventory.dcim.models import Device

    Place = tuple[int, int]
    """A rack and one of its units."""


def beside_others(devices: Sequence[Device]) -> set[int]:
    """Positions of devices that are badly mounted, or on units which another device or a reservation touches.

    The racks are locked, so that two requests for one unit are decided one after the other.
    """
    found = {at for at, device in enumerate(devices) if _is_odd(device)}
    mounted = {at: device for at, device in enumerate(devices) if at not in found and device.position is not None}
    if not mounted:
        return found
    racks = sorted({device.rack_id for device in mounted.values() if device.rack_id})
    rows = apps.get_model("dcim.Rack").objects.filter(pk__in=racks)
    if connection.in_atomic_block:
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    taken = _reserved(racks) | _occupied(racks, {device.pk for device in mounted.values()})
    for at, device in mounted.items():
        units = set(_units(device))
        if not units.isdisjoint(taken):
            found.add(at)
        taken |= units
    return found


def _is_odd(device: Device) -> bool:
    """Whether what the device states of its place does not fit together, whatever else is in the rack."""
    if not device.rack_id:
        return device.position is not None or device.face not in {None, ""}
    if device.position is None:
        return False
    height, first = device.device_type.u_height, device.rack.starting_unit
    return (
        not (device.face and height)
        or bool(device.position * 2 % 1)
        or device.position < first
        or device.position + height > first + device.rack.u_height
    )


def _units(device: Device) -> Iterator[Place]:
    """The whole units it touches: half units make two neighbours suspect, not wrong."""
    if device.position is not None and device.rack_id:
        top = device.position + device.device_type.u_height
        yield from ((device.rack_id, unit) for unit in range(math.floor(device.position), math.ceil(top)))


def _occupied(racks: Sequence[int], but: set[int]) -> set[Place]:
    rows = apps.get_model("dcim.Device").objects.filter(rack_id__in=racks, position__isnull=False).exclude(pk__in=but)
    return {place for device in rows.select_related("device_type").order_by() for place in _units(device)}


def _reserved(racks: Sequence[int]) -> set[Place]:
    rows: Any = apps.get_model("dcim.RackReservation").objects.filter(rack_id__in=racks).order_by()
    return {(rack, unit) for rack, units in rows.values_list("rack_id", "units") for unit in units}


def with_addresses(devices: Sequence[Device]) -> set[int]:
    """Positions of devices with a stated address that is not on an interface of their own."""
    names = ("primary_ip4", "primary_ip6", "oob_ip")
    stated = {at: [each for name in names if (each := getattr(one, name))] for at, one in enumerate(devices)}
    wanted = {each.assigned_object_id for addresses in stated.values() for each in addresses}
    rows = apps.get_model("dcim.Interface").objects.filter(pk__in=wanted).order_by() if wanted else None
    bearers = dict(rows.values_list("pk", "device_id")) if rows is not None else {}
    return {
        at
        for at, one in enumerate(devices)
        if any(
            each.assigned_object_type != "dcim.interface" or bearers.get(each.assigned_object_id) != one.pk
            for each in stated[at]
        )
        or not _of_its_family(one)
    }


def _of_its_family(device: Device) -> bool:
    four, six = device.primary_ip4, device.primary_ip6
    return (four is None or ":" not in four.address) and (six is None or ":" in six.address)


def in_chassis(devices: Sequence[Device]) -> set[int]:
    """Positions of devices that are in a virtual chassis or head one."""
    keys: Iterator[int | None] = (device.pk for device in devices)
    stored = [key for key in keys if key is not None]
    rows = apps.get_model("dcim.VirtualChassis").objects.filter(master__in=stored).order_by() if stored else None
    heads = set(rows.values_list("master_id", flat=True)) if rows is not None else set()
    return {at for at, one in enumerate(devices) if one.virtual_chassis_id or one.pk in heads}


def with_children(devices: Sequence[Device]) -> list[Device]:
    """Those of stored devices in whose bays others sit."""
    if not devices:
        return []
    bays = apps.get_model("dcim.DeviceBay").objects.filter(device__in=devices, installed_device__isnull=False)
    parents = set(bays.order_by().values_list("device_id", flat=True))
    return [device for device in devices if device.pk in parents]
