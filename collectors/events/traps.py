"""SNMP notifications of v1 and v2c (RFC 1157, 3416, 3584): read, answered, and turned into events."""

from collections.abc import Sequence
from datetime import datetime
from ipaddress import IPv4Address
from typing import Any, Final, Literal, NamedTuple

from collectors.events.event import Event, Malformed, Origin
from collectors.events.rating import OBJECT, Notification, notification, variable
from collectors.events.text import readable, tidy
from collectors.sessions import ber
from collectors.sessions.ber import INTEGER, IP_ADDRESS, SEQUENCE, decode, element, number, oid_text
from collectors.sessions.message import message_parts, pdu_parts, varbinds
from collectors.sessions.values import ObjectId, Oid, Value

TRAP_V1: Final = 0xA4
INFORM: Final = 0xA6
TRAP: Final = 0xA7
RESPONSE: Final = 0xA2
SYS_UPTIME: Final = "1.3.6.1.2.1.1.3.0"
TRAP_OID: Final = "1.3.6.1.6.3.1.1.4.1.0"
TRAP_ADDRESS: Final = "1.3.6.1.6.3.18.1.3.0"
ENTERPRISE: Final = "1.3.6.1.6.3.1.1.4.3.0"
STANDARD: Final = "1.3.6.1.6.3.1.1.5"
ABOUT_SENDER: Final = frozenset((SYS_UPTIME, TRAP_OID, TRAP_ADDRESS, ENTERPRISE))
"""Variables that say what the notification is, and are no part of what it tells."""

_SPECIFIC: Final = 6
_V1: Final = 0
_V2C: Final = 1
_NOWHERE: Final = IPv4Address(0)
_KEPT: Final = 40
"""Variables kept of a notification."""
_VALUE: Final = 300
"""Characters kept of the value of one."""


class Notice(NamedTuple):
    """A notification as it came. `address` is the one it states itself (a proxy sends for others); "" for none."""

    version: Literal["v1", "v2c", "v3"]
    community: bytes  # or the name of the v3 user
    origin: Origin
    oid: Oid
    binds: Sequence[tuple[Oid, Value]]
    address: str = ""
    uptime: int | None = None  # hundredths of a second
    request_id: int = 0
    answer: bytes = b""  # what acknowledges it; empty for a trap


def read(data: bytes) -> Notice:
    """Read a datagram of v1 or v2c. Raises `Malformed` for anything that is no notification."""
    try:
        version, community, kind, at, end = message_parts(data)
        if version == _V1 and kind == TRAP_V1:
            return _first(data, community, at, end)
        if version == _V2C and kind in {TRAP, INFORM}:
            return _second(data, community, kind, at, end)
    except ber.Malformed as error:
        raise Malformed(str(error)) from error
    raise Malformed(f"SNMP version {version} with PDU 0x{kind:02x} is no notification")


def version_of(data: bytes) -> int | None:
    """The number in the message's header: 0 is v1, 1 is v2c, 3 is v3; None where there is none."""
    try:
        tag, start, end = element(data, 0, len(data))
        inner, at, stop = element(data, start, end)
        return number(data, at, stop) if (tag, inner) == (SEQUENCE, INTEGER) else None
    except ber.Malformed:
        return None


def _first(data: bytes, community: bytes, at: int, end: int) -> Notice:
    """A v1 trap; its OID by RFC 3584 §3.1."""
    tags = (ber.OBJECT, IP_ADDRESS, INTEGER, INTEGER, ber.TIMETICKS)
    spans = []
    for wanted in tags:
        tag, start, at = element(data, at, end)
        if tag != wanted:
            raise Malformed(f"trap of v1 has tag 0x{tag:02x}, expected 0x{wanted:02x}")
        spans.append((start, at))
    enterprise = oid_text(data[slice(*spans[0])])
    generic, specific = number(data, *spans[2]), number(data, *spans[3])
    oid = f"{enterprise}.0.{specific}" if generic == _SPECIFIC else f"{STANDARD}.{generic + 1}"
    tag, start, stop = element(data, at, end)
    if tag != SEQUENCE or stop != end:
        raise Malformed("trap of v1 does not end with its variables")
    agent = IPv4Address(data[slice(*spans[1])]) if spans[1][1] - spans[1][0] == 4 else _NOWHERE  # noqa: PLR2004 - octets of IPv4
    return Notice(
        "v1", community, "trap", oid, _binds(data, start, stop), "" if agent == _NOWHERE else str(agent),
        number(data, *spans[4], ber.TIMETICKS),
    )  # fmt: skip


def _second(data: bytes, community: bytes, kind: int, at: int, end: int) -> Notice:
    pdu = pdu_parts(data, at, end)
    answer = b""
    if kind == INFORM:
        # the response is the request with another tag (RFC 3416 §4.2.7): lengths, id and variables are the same
        place = data.index(bytes((INFORM,)), len(community))
        place = _tag_place(data, at, place)
        answer = data[:place] + bytes((RESPONSE,)) + data[place + 1 :]
    return assembled(
        "v2c", community, "inform" if kind == INFORM else "trap", _binds(data, pdu.start, pdu.end),
        pdu.request_id, answer,
    )  # fmt: skip


def _tag_place(data: bytes, content: int, least: int) -> int:
    """Where the tag stands of an element whose content begins at `content`: before its 1 to 5 octets of length."""
    for size in range(1, 6):
        place = content - size - 1
        if place >= 0 and data[place] == INFORM and element(data, place, len(data))[1] == content:
            return place
    return least


def assembled(  # noqa: PLR0913, PLR0917 - the parts of a notification
    version: Literal["v2c", "v3"], community: bytes, origin: Origin, binds: Sequence[tuple[Oid, Value]],
    request_id: int = 0, answer: bytes = b"",
) -> Notice:  # fmt: skip
    """A notification of v2c or v3 from its variables. Raises `Malformed` where none of them says what it is."""
    first = dict(binds[:4])
    oid = first.get(TRAP_OID) or dict(binds).get(TRAP_OID)
    if not isinstance(oid, ObjectId):
        raise Malformed("notification does not state snmpTrapOID.0")
    stated = dict(binds).get(TRAP_ADDRESS)
    uptime = first.get(SYS_UPTIME)
    return Notice(
        version, community, origin, str(oid), binds, str(stated) if isinstance(stated, IPv4Address) else "",
        uptime if isinstance(uptime, int) else None, request_id, answer,
    )  # fmt: skip


def _binds(data: bytes, at: int, end: int) -> list[tuple[Oid, Value]]:
    found = []
    for name, tag, start, stop in varbinds(data, at, end):
        value = decode(tag, data, start, stop)
        if value is not None:
            found.append((oid_text(name), value))
    return found


def event(notice: Notice, source: str, at: datetime) -> Event:
    """What a notification tells, by the table."""
    known = notification(notice.oid)
    kind, severity = (known.kind, known.severity) if known else ("other", "notice")
    told = [(oid, value) for oid, value in notice.binds if oid not in ABOUT_SENDER]
    if known and known.by:
        variant = known.values.get(_integer(_cell(known.by, told)))
        kind, severity = (variant.kind, variant.severity) if variant else (kind, severity)
    name = _name(known, notice.oid)
    named, index = _part(known, told)
    detail: dict[str, Any] = {oid: _plain(value) for oid, value in told[:_KEPT]}
    if notice.uptime is not None:
        detail["uptime_seconds"] = notice.uptime / 100
    return Event(
        origin=notice.origin, protocol=notice.version, source=source, at=at, kind=kind, severity=severity,
        code=name, object=named, if_index=index, host=notice.address, message=_message(name, told),
        alike=notice.oid if kind == "other" else "", detail=detail,
    )  # fmt: skip


def _name(known: Notification | None, oid: Oid) -> str:
    """The name where the table has this very notification, else what is known of it and its OID."""
    if known is None:
        return oid
    return known.name if known.oid == oid else f"{known.name} {oid}"


def _part(known: Notification | None, told: Sequence[tuple[Oid, Value]]) -> tuple[str, int | None]:
    """The part it is about: its name where one is stated, else the ifIndex."""
    if known is None:
        return "", None
    for column in known.object:
        value = _cell(column, told)
        if value is not None and (text := str(_plain(value)).strip()):
            return text[:OBJECT], None
    if not known.index:
        return "", None
    cell = _cell(known.index, told)
    return "", _integer(cell) or _instance(known, told)


def _instance(known: Notification, told: Sequence[tuple[Oid, Value]]) -> int | None:
    """The ifIndex at the end of a variable's name, where a column of it is told and not the index itself."""
    for oid, _value in told:
        if oid.startswith(("1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.1.1.1.")) and known.index:
            return int(oid.rpartition(".")[2])
    return None


def _cell(column: Oid, told: Sequence[tuple[Oid, Value]]) -> Value | None:
    inside = f"{column}."
    return next((value for oid, value in told if oid.startswith(inside) or oid == column), None)


def _integer(value: Value | None) -> int:
    return int(value) if isinstance(value, int) else 0


def _plain(value: Value) -> str | int | float:
    if isinstance(value, bytes):
        return tidy(readable(value))[:_VALUE]
    if isinstance(value, int):
        return int(value)
    return value if isinstance(value, float) else str(value)


def _message(name: str, told: Sequence[tuple[Oid, Value]]) -> str:
    """The notification's name and its values, as one line."""
    values = ", ".join(text for oid, value in told[:_KEPT] if (text := _said(oid, value)))
    return tidy(f"{name}: {values}" if values else name)


def _said(oid: Oid, value: Value) -> str:
    """A value with the name of its variable, where the table has it, and as a state where it is one."""
    known, text = variable(oid), str(_plain(value))
    if known is None:
        return text
    state = known.states.get(int(value)) if isinstance(value, int) else None
    return f"{known.name} {state or text}"
