"""VLANs, the ports in them, and the forwarding table (BRIDGE-MIB, Q-BRIDGE-MIB, and vendors' own by profile)."""

from collections.abc import Mapping
from typing import Final, Literal

from collectors.collect.asking import Column, Device, integer
from collectors.collect.interfaces import Ports, ports
from collectors.facts import BridgeEntry, PortVlans, Vlan
from collectors.parse.text import MAC_OCTETS, stated
from collectors.sessions.session import Refused, Unreachable
from collectors.sessions.values import Index, Value

VLAN_STATIC: Final = "1.3.6.1.2.1.17.7.1.4.3.1"
VLAN_CURRENT: Final = "1.3.6.1.2.1.17.7.1.4.2.1"
PORT_VLAN: Final = "1.3.6.1.2.1.17.7.1.4.5.1.1"
Q_FDB: Final = "1.3.6.1.2.1.17.7.1.2.2.1"
D_FDB: Final = "1.3.6.1.2.1.17.4.3.1"
BASE_PORT: Final = "1.3.6.1.2.1.17.1.4.1.2"

VLAN_IDS: Final = range(1, 4095)
_STATUS: Final[dict[int, Literal["other", "invalid", "learned", "self", "mgmt"]]] = {
    1: "other",
    2: "invalid",
    3: "learned",
    4: "self",
    5: "mgmt",
}


async def vlans(device: Device) -> tuple[Vlan, ...] | None:
    """Observe VLANs; None where the device states no table of them."""
    names: dict[int, str | None] = {}
    static = await device.columns(VLAN_STATIC, (1, 5))
    current = await device.column(f"{VLAN_CURRENT}.4")
    vendor = [(source, await device.column(source.names)) for source in device.profile.vlans]
    for source, column in vendor:
        ids = await device.column(source.ids) if source.ids else None
        for index, cell in column.items():
            vid = index[source.at] if ids is None else integer(ids.get(index))
            if vid is not None:
                names[vid] = stated(cell)
    for index, cell in static[1].items():
        names[index[-1]] = stated(cell) or names.get(index[-1])
    for index in (*static[5], *current):
        names.setdefault(index[-1])
    if not names and not any(column for _, column in vendor):
        return None
    return tuple(Vlan(vid=vid, name=name) for vid, name in sorted(names.items()) if vid in VLAN_IDS)


def members(bitmap: object) -> list[int]:
    """Give the port numbers set in a PortList, of which the first bit is port 1."""
    if not isinstance(bitmap, bytes):
        return []
    bits = ((place, bit) for place, octet in enumerate(bitmap) if octet for bit in range(8) if octet & 0x80 >> bit)
    return [place * 8 + bit + 1 for place, bit in bits]


def _latest(column: Column) -> dict[int, object]:
    """Give vid -> port list, the index being the vid with a time mark in front of it or not."""
    return {index[-1]: cell for index, cell in column.items()}


async def port_vlans(device: Device) -> tuple[PortVlans, ...] | None:
    """Observe which VLANs each port carries; None where the device states no membership."""
    current = await device.columns(VLAN_CURRENT, (4, 5))
    static = await device.columns(VLAN_STATIC, (2, 4))
    default = await device.column(PORT_VLAN)
    egress = _latest(current[4]) or _latest(static[2])
    bare = _latest(current[5]) or _latest(static[4])
    access = await _access(device)
    if not egress and not default and not access:
        return None
    untagged = {index[-1]: cell for index, cell in default.items() if isinstance(cell, int) and cell in VLAN_IDS}
    tagged: dict[int, list[int]] = {}
    for vid in sorted(egress):
        plain = set(members(bare.get(vid)))
        for port in members(egress[vid]):
            tagged.setdefault(port, [])
            if port in plain:
                untagged.setdefault(port, vid)
            else:
                tagged[port].append(vid)
    where = await ports(device)
    found = [_membership(port, untagged, tagged, where) for port in sorted({*untagged, *tagged})]
    known = {one.if_index for one in found}
    found += [
        PortVlans(if_index=if_index, local_port=where.names.get(if_index), untagged=vid)
        for if_index, vid in sorted(access.items())
        if if_index not in known
    ]
    return tuple(found)


async def _access(device: Device) -> dict[int, int]:
    """Give ifIndex -> access VLAN from the vendor's column, where the profile names one."""
    if device.profile.access_vlan is None:
        return {}
    column = await device.column(device.profile.access_vlan)
    return {index[0]: cell for index, cell in column.items() if isinstance(cell, int) and cell in VLAN_IDS}


def _membership(port: int, untagged: dict[int, int], tagged: dict[int, list[int]], where: Ports) -> PortVlans:
    if_index = where.bridge.get(port)
    vids = tagged.get(port)
    return PortVlans(
        if_index=if_index,
        local_port=where.names.get(if_index) if if_index is not None else None,
        untagged=untagged.get(port),
        tagged=None if vids is None else tuple(vids),
    )


class _Bridge:
    """The forwarding table of one bridge under way."""

    def __init__(self, where: Ports, numbers: Mapping[int, int], status: Column) -> None:
        self.where = where
        self.numbers = numbers
        self.status = status
        self.found: list[BridgeEntry] = []

    def add(self, index: Index, port: Value, vid: int | None) -> None:
        """Take one row; `index` ends in the six octets of the address. Port 0 is one that the bridge does not know."""
        octets = index[-MAC_OCTETS:]
        if len(octets) != MAC_OCTETS or any(octet > 255 for octet in octets):  # noqa: PLR2004 — an octet
            return
        if_index = self.numbers.get(integer(port) or 0)
        self.found.append(
            BridgeEntry(
                mac=bytes(octets).hex(":"),
                vid=vid,
                if_index=if_index,
                local_port=self.where.names.get(if_index) if if_index is not None else None,
                status=_STATUS.get(integer(self.status.get(index)) or 0),
            )
        )


async def fdb(device: Device) -> tuple[BridgeEntry, ...] | None:
    """Observe the forwarding table; None where the device states none."""
    by_vlan = await device.columns(Q_FDB, (2, 3))
    where = await ports(device)
    if by_vlan[2]:
        bridge = _Bridge(where, where.bridge, by_vlan[3])
        filters = {cell: index[-1] for index, cell in (await device.column(f"{VLAN_CURRENT}.3")).items()}
        for index, cell in by_vlan[2].items():
            bridge.add(index, cell, filters.get(index[0], index[0]))
        return tuple(bridge.found)
    flat = await device.columns(D_FDB, (2, 3))
    bridge = _Bridge(where, where.bridge, flat[3])
    for index, cell in flat[2].items():
        bridge.add(index, cell, None)
    inside = await _contexts(device, where) if device.profile.vlan_contexts else None
    if inside is None:
        return tuple(bridge.found) if flat[2] else None
    return (*bridge.found, *inside)


async def _contexts(device: Device, where: Ports) -> list[BridgeEntry] | None:
    """Ask each VLAN's community context for its own bridge table; None where none answered."""
    found: list[BridgeEntry] = []
    answered = False
    for vlan in await vlans(device) or ():
        try:
            session = device.session.within(str(vlan.vid))
            answer = await session.table(BASE_PORT, f"{D_FDB}.2", f"{D_FDB}.3")
        except (Unreachable, Refused):
            continue
        answered = True
        numbers = {index[0]: cell for index, cell in answer[BASE_PORT].items() if isinstance(cell, int)}
        bridge = _Bridge(where, numbers, answer[f"{D_FDB}.3"])
        for index, cell in answer[f"{D_FDB}.2"].items():
            bridge.add(index, cell, vlan.vid)
        found += bridge.found
    return found if answered else None
