"""What accepting a difference does to a register, without a database."""

from msgspec.structs import replace

from inventory.reconcile.difference import Difference
from inventory.reconcile.intent import (
    IntendedAddress,
    IntendedDevice,
    IntendedInterface,
    IntendedItem,
    IntendedLink,
    Port,
    Snapshot,
)
from tests.unit.reconcile.cities import VERSION

COLUMNS = {"mac_address": "mac", "untagged_vlan": "untagged", "tagged_vlans": "tagged", "platform": "platform"}
REFUSED = frozenset({"device.reachable", "vlan.missing", "neighbour.unknown", "neighbour.port", "address.duplicate"})
"""Rules that `inventory.reconcile.resolving` refuses to accept."""


def accepted(intent: Snapshot, difference: Difference) -> Snapshot:
    """The register after the observed side is written."""
    kind, _dot, what = difference.rule.partition(".")
    device = intent.devices[difference.device]
    if kind == "neighbour":
        return _cabled(intent, difference, what)
    if kind == "address":
        return _addressed(intent, difference, what)
    if difference.rule == "vlan.unexpected":
        return replace(intent, vlans={**intent.vlans, difference.observed["vid"]: ((1, device.site),)})
    if kind == "hardware":
        changed = _equipped(device, difference, what)
    elif kind == "device":
        changed = replace(device, **{what: difference.observed})
    else:
        changed = _ported(device, difference, what)
    names = {**intent.names, device.id: changed.name}
    return replace(intent, devices={**intent.devices, device.id: changed}, names=names)


def _ported(device: IntendedDevice, difference: Difference, what: str) -> IntendedDevice:
    ports = device.interfaces
    if what == "missing":
        return replace(
            device,
            interfaces=tuple(each for each in ports if each.id != difference.subject.id),
            addresses=tuple(each for each in device.addresses if each.interface != difference.subject.id),
        )
    if what == "unexpected":
        made = IntendedInterface(id=device.id * 100 + 90, name=difference.observed["name"], version=VERSION)
        return replace(device, interfaces=(*ports, made))
    column = COLUMNS.get(difference.field or "", difference.field or "")
    value = tuple(difference.observed) if column == "tagged" else difference.observed
    rows = tuple(replace(each, **{column: value}) if each.id == difference.subject.id else each for each in ports)
    return replace(device, interfaces=rows)


def _addressed(intent: Snapshot, difference: Difference, what: str) -> Snapshot:
    """The address leaves the device that had it, and goes where it was observed."""
    devices = {
        key: replace(each, addresses=tuple(row for row in each.addresses if row.id != difference.subject.id))
        for key, each in intent.devices.items()
    }
    if what != "missing":
        device, said = devices[difference.device], difference.observed
        before = [row for row in intent.devices[difference.device].addresses if row.id == difference.subject.id]
        text = said if isinstance(said, str) else said.get("address") or f"{before[0].host}/{before[0].prefixlen}"
        host, _slash, length = text.partition("/")
        port = before[0].interface if isinstance(said, str) else said["interface_id"]
        row = IntendedAddress(id=7777, host=host, prefixlen=int(length), interface=port, version=VERSION)
        devices[device.id] = replace(device, addresses=(*device.addresses, row))
    return replace(intent, devices=devices)


def _equipped(device: IntendedDevice, difference: Difference, what: str) -> IntendedDevice:
    kept = tuple(each for each in device.items if each.id != difference.subject.id)
    if what == "missing":
        return replace(device, items=kept)
    if what == "serial":
        old = next(each for each in device.items if each.id == difference.subject.id)
        return replace(device, items=(*kept, replace(old, serial=difference.observed)))
    made = IntendedItem(
        id=8888, name=difference.observed["name"], serial=difference.observed["serial"], version=VERSION
    )
    return replace(device, items=(*device.items, made))


def _cabled(intent: Snapshot, difference: Difference, what: str) -> Snapshot:
    kept = [each for each in intent.links if difference.subject.id not in each.cables]
    if what == "missing":
        return replace(intent, links=tuple(kept))
    sides = (difference.observed[side] for side in ("near", "far"))
    near, far = sorted(Port(side["device_id"], side["interface_id"]) for side in sides)
    number = difference.subject.id or 9999
    made = IntendedLink(ends=(near, far), cables=(number, number), versions=(VERSION, VERSION))
    free = [each for each in kept if not {near, far} & set(each.ends)]
    return replace(intent, links=(*free, made))
