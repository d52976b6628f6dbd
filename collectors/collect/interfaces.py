"""Interfaces and their counters, from IF-MIB."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from collectors.collect.asking import Column, Device, integer, rows
from collectors.facts import AdminState, Interface, InterfaceCounters, OperState
from collectors.parse.iftype import NAMES
from collectors.parse.text import mac, stated, text
from collectors.sessions.values import Index, Value

IF_TABLE: Final = "1.3.6.1.2.1.2.2.1"
IF_X_TABLE: Final = "1.3.6.1.2.1.31.1.1.1"
SYS_UPTIME: Final = "1.3.6.1.2.1.1.3.0"

_DESCR, _TYPE, _MTU, _SPEED, _PHYS, _ADMIN, _OPER, _CHANGE = range(2, 10)
_IN, _IN_DISCARDS, _IN_ERRORS, _OUT, _OUT_DISCARDS, _OUT_ERRORS = 10, 13, 14, 16, 19, 20
_NAME, _HC_IN, _HC_OUT, _HIGH_SPEED, _ALIAS = 1, 6, 10, 15, 18

_ADMIN_STATES: Final[Mapping[int, AdminState]] = {1: "up", 2: "down", 3: "testing"}
_OPER_STATES: Final[Mapping[int, OperState]] = {
    1: "up",
    2: "down",
    3: "testing",
    4: "unknown",
    5: "dormant",
    6: "notPresent",
    7: "lowerLayerDown",
}
_TOO_FAST: Final = 0xFFFFFFFF  # ifSpeed of an interface faster than it can say, RFC 2863
_MEGABIT: Final = 1_000_000
_TICKS_WRAP: Final = 1 << 32


class Table:
    """IF-MIB as one device states it."""

    def __init__(self, base: dict[int, Column], extra: dict[int, Column]) -> None:
        self.base = base
        self.extra = extra
        # a row that only gives counters is a leftover of a partial walk, not an interface
        stated_rows = rows(base[_DESCR], base[_TYPE], base[_OPER], extra[_NAME])
        self.indexes = [index for index in stated_rows if len(index) == 1]

    def name(self, index: Index) -> str | None:
        """Give ifName, else ifDescr."""
        return stated(self.extra[_NAME].get(index)) or stated(self.base[_DESCR].get(index))

    def speed(self, index: Index) -> int | None:
        """Give bit/s: ifHighSpeed where it says anything, else ifSpeed."""
        high = integer(self.extra[_HIGH_SPEED].get(index))
        if high:
            return high * _MEGABIT
        low = integer(self.base[_SPEED].get(index))
        return None if low == _TOO_FAST else low


async def table(device: Device) -> Table:
    """Fetch what identifies interfaces."""
    base = await device.columns(IF_TABLE, (_DESCR, _TYPE, _MTU, _SPEED, _PHYS, _ADMIN, _OPER, _CHANGE))
    extra = await device.columns(IF_X_TABLE, (_NAME, _HIGH_SPEED, _ALIAS))
    return Table(base, extra)


async def interfaces(device: Device) -> tuple[Interface, ...] | None:
    """Observe interfaces; None where the device has no IF-MIB."""
    found = await table(device)
    if not found.indexes:
        return None
    uptime = integer((await device.get(SYS_UPTIME)).get(SYS_UPTIME))
    now = device.clock()
    return tuple(_interface(found, index, uptime, now) for index in found.indexes)


def _interface(found: Table, index: Index, uptime: int | None, now: datetime) -> Interface:
    base, extra = found.base, found.extra
    kind = integer(base[_TYPE].get(index))
    alias = extra[_ALIAS].get(index)
    return Interface(
        index=index[0],
        name=found.name(index),
        descr=stated(base[_DESCR].get(index)),
        alias=None if alias is None else text(alias),
        type=None if kind is None else NAMES.get(kind, str(kind)),
        mtu=integer(base[_MTU].get(index)),
        speed_bps=found.speed(index),
        mac=mac(base[_PHYS].get(index)),
        admin=_ADMIN_STATES.get(integer(base[_ADMIN].get(index)) or 0),
        oper=_OPER_STATES.get(integer(base[_OPER].get(index)) or 0),
        last_change=_moment(integer(base[_CHANGE].get(index)), uptime, now),
    )


def _moment(change: int | None, uptime: int | None, now: datetime) -> datetime | None:
    """Date an ifLastChange; 0 is from before the agent started, so the moment is not known."""
    if not change or uptime is None:
        return None
    hundredths = (uptime - change) % _TICKS_WRAP
    return (now - timedelta(milliseconds=hundredths * 10)).astimezone(UTC).replace(microsecond=0)


async def counters(device: Device) -> tuple[InterfaceCounters, ...] | None:
    """Observe the totals of each interface; None where the device counts nothing."""
    base = await device.columns(IF_TABLE, (_IN, _IN_DISCARDS, _IN_ERRORS, _OUT, _OUT_DISCARDS, _OUT_ERRORS))
    wide = await device.columns(IF_X_TABLE, (_HC_IN, _HC_OUT))
    at = device.clock()
    indexes = [index for index in rows(*base.values(), *wide.values()) if len(index) == 1]
    return tuple(_counters(base, wide, index, at) for index in indexes) or None


def _counters(base: dict[int, Column], wide: dict[int, Column], index: Index, at: datetime) -> InterfaceCounters:
    def first(*cells: Value | None) -> int | None:
        return next((integer(cell) for cell in cells if cell is not None), None)

    has_wide = index in wide[_HC_IN] or index in wide[_HC_OUT]
    pair = (wide[_HC_IN], wide[_HC_OUT]) if has_wide else (base[_IN], base[_OUT])
    return InterfaceCounters(
        if_index=index[0],
        at=at,
        in_octets=first(pair[0].get(index)),
        out_octets=first(pair[1].get(index)),
        in_errors=first(base[_IN_ERRORS].get(index)),
        out_errors=first(base[_OUT_ERRORS].get(index)),
        in_discards=first(base[_IN_DISCARDS].get(index)),
        out_discards=first(base[_OUT_DISCARDS].get(index)),
        octet_bits=64 if has_wide else 32 if index in base[_IN] or index in base[_OUT] else None,
    )


class Ports:
    """Names of interfaces, and the ways to find one from what other tables call it."""

    def __init__(self, found: Table, bridge: Column) -> None:
        self.names = {index[0]: name for index in found.indexes if (name := found.name(index))}
        self.bridge = {index[0]: cell for index, cell in bridge.items() if isinstance(cell, int)}
        self._by_text: dict[str, int] = {}
        for column in (found.extra[_ALIAS], found.base[_DESCR], found.extra[_NAME]):
            self._by_text |= {key.lower(): index[0] for index, cell in column.items() if (key := stated(cell))}
        self._by_mac = {key: index[0] for index, cell in found.base[_PHYS].items() if (key := mac(cell))}

    def by_text(self, wanted: str | None) -> int | None:
        """Give the interface of this name, description or alias."""
        return self._by_text.get(wanted.lower()) if wanted else None

    def by_mac(self, wanted: str | None) -> int | None:
        """Give the interface with this address; of several the last."""
        return self._by_mac.get(wanted) if wanted else None


BASE_PORT: Final = "1.3.6.1.2.1.17.1.4.1.2"  # dot1dBasePortIfIndex


async def ports(device: Device) -> Ports:
    """Fetch the names of interfaces and bridge ports."""
    return Ports(await table(device), await device.column(BASE_PORT))
