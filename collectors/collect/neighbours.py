"""Devices heard on local ports, by LLDP (IEEE 802.1AB) and CDP."""

from typing import Final, Literal

from msgspec import structs

from collectors.collect.asking import Column, Device, integer
from collectors.collect.interfaces import Ports, ports
from collectors.collect.rowtables import row_facts
from collectors.facts import Neighbour, Provenance
from collectors.parse.text import address, mac, stated
from collectors.sessions.values import Index, Value

LLDP_REMOTE: Final = "1.0.8802.1.1.2.1.4.1.1"
LLDP_REMOTE_ADDRESS: Final = "1.0.8802.1.1.2.1.4.2.1.3"
LLDP_LOCAL_PORT: Final = "1.0.8802.1.1.2.1.3.7.1"
CDP_CACHE: Final = "1.3.6.1.4.1.9.9.23.1.2.1.1"

_CHASSIS_KIND, _CHASSIS, _PORT_KIND, _PORT, _PORT_DESCR, _NAME, _DESCR = range(4, 11)
_CDP_ADDRESS, _CDP_VERSION, _CDP_DEVICE, _CDP_PORT, _CDP_PLATFORM = 4, 5, 6, 7, 8
_CHASSIS_MAC: Final = 4
_CHASSIS_NETWORK: Final = 5
_PORT_MAC: Final = 3
_PORT_NETWORK: Final = 4
_PORT_LOCAL: Final = 7
_INDEX_SIZE: Final = 3  # lldpRemTimeMark, lldpRemLocalPortNum, lldpRemIndex

How = Literal["lldp", "cdp"]


async def neighbours(device: Device) -> tuple[Neighbour, ...] | None:
    """Observe neighbours; None where the device states neither table."""
    lldp = await device.columns(LLDP_REMOTE, range(_CHASSIS_KIND, _DESCR + 1))
    cdp = await device.columns(CDP_CACHE, (_CDP_ADDRESS, _CDP_VERSION, _CDP_DEVICE, _CDP_PORT, _CDP_PLATFORM))
    local = await device.columns(LLDP_LOCAL_PORT, (2, 3, 4))
    vendor = await row_facts(device, device.profile.neighbours, Neighbour)
    if not any(lldp.values()) and not any(cdp.values()) and not vendor:
        # a device that describes its own ports runs LLDP and hears nobody
        return () if local[3] else None
    where = await ports(device)
    spoken = _addresses(await device.column(LLDP_REMOTE_ADDRESS)) if lldp[_CHASSIS] else {}
    heard = [_lldp(lldp, index, local, where, spoken) for index in lldp[_CHASSIS] if len(index) >= _INDEX_SIZE]
    heard += [_cdp(cdp, index, where) for index in cdp[_CDP_DEVICE]]
    known = {(one.local_port, one.remote_name) for one in heard}
    heard += [one for one in (_placed(one, where) for one in vendor) if (one.local_port, one.remote_name) not in known]
    return tuple(heard)


def _placed(one: Neighbour, where: Ports) -> Neighbour:
    """Give a vendor's row the name of its interface: that of its index, or of the one interface whose name ends so."""
    if one.local_if_index in where.names:
        return structs.replace(one, local_port=where.names[one.local_if_index])
    written = one.local_port or ""
    found = where.by_text(written)
    if found is None and written:
        ending = [index for index, name in where.names.items() if name.split()[-1].lower() == written.lower()]
        found = ending[0] if len(ending) == 1 else None
    if found is None:
        return one
    return structs.replace(one, local_if_index=found, local_port=where.names.get(found, written))


def _addresses(column: Column) -> dict[Index, str]:
    """Give the first management address of each remote; it stands in the index, behind type and length."""
    out: dict[Index, str] = {}
    for index in column:
        host = address(index[_INDEX_SIZE + 2 :]) if len(index) > _INDEX_SIZE + 2 else None
        if host is not None:
            out.setdefault(index[:_INDEX_SIZE], host)
    return out


def _lldp(
    columns: dict[int, Column], index: Index, local: dict[int, Column], where: Ports, spoken: dict[Index, str]
) -> Neighbour:
    def cell(column: int) -> Value | None:
        return columns[column].get(index)

    if_index, port, how = local_port(index[1], local, where)
    return Neighbour(
        source=how,
        local_port=port,
        local_if_index=if_index,
        remote_name=stated(cell(_NAME)),
        remote_port=identifier(cell(_PORT), integer(cell(_PORT_KIND)), _PORT_MAC, _PORT_NETWORK),
        remote_port_descr=stated(cell(_PORT_DESCR)),
        protocol="lldp",
        remote_chassis=identifier(cell(_CHASSIS), integer(cell(_CHASSIS_KIND)), _CHASSIS_MAC, _CHASSIS_NETWORK),
        remote_descr=stated(cell(_DESCR)),
        remote_address=spoken.get(index[:_INDEX_SIZE]),
    )


def identifier(value: Value | None, kind: int | None, mac_kind: int, network_kind: int) -> str | None:
    """Give a chassis or port id: a MAC or an address where it is one, else its text; hex where it is neither."""
    if not isinstance(value, bytes) or not value:
        return None
    if kind == mac_kind and (found := mac(value)):
        return found
    if kind == network_kind and (host := address(value[1:])):
        return host
    written = stated(value)
    if written is not None:
        return written
    return mac(value) or value.hex()


def local_port(number: int, local: dict[int, Column], where: Ports) -> tuple[int | None, str | None, Provenance]:
    """Give (ifIndex, name, how) of an lldpLocPortNum, which is an ifIndex on some devices, a bridge port on others.

    What the device itself says of the port (its id, then its description) goes before a guess from the number.
    """
    kind, value = integer(local[2].get((number,))), local[3].get((number,))
    named, described = stated(value), stated(local[4].get((number,)))
    spoken = None
    if kind == _PORT_LOCAL and named and named.isdigit() and int(named) in where.names:
        spoken = int(named)
    found = (
        where.by_text(named)
        or where.by_text(described)
        or spoken
        or (where.by_mac(mac(value)) if kind == _PORT_MAC else None)
    )
    guessed = where.bridge.get(number) or (number if number in where.names else None)
    if found in where.names:
        return found, where.names[found], "stated"
    if guessed in where.names:
        return guessed, where.names[guessed], "guessed"
    readable = named if kind not in {_PORT_MAC, _PORT_NETWORK} else None
    return None, readable or described, "stated"


def _cdp(columns: dict[int, Column], index: Index, where: Ports) -> Neighbour:
    host = columns[_CDP_ADDRESS].get(index)
    return Neighbour(
        local_port=where.names.get(index[0]),
        local_if_index=index[0],
        remote_name=stated(columns[_CDP_DEVICE].get(index)),
        remote_port=stated(columns[_CDP_PORT].get(index)),
        protocol="cdp",
        remote_platform=stated(columns[_CDP_PLATFORM].get(index)),
        remote_descr=stated(columns[_CDP_VERSION].get(index)),
        remote_address=address(host) if isinstance(host, bytes) else None,
    )
