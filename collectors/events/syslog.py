"""Syslog messages: RFC 5424, RFC 3164, and what vendors make of the latter."""

import re
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, NamedTuple

from collectors.events.event import BY_SYSLOG, Event, Malformed, Severity
from collectors.events.rating import rated
from collectors.events.stamps import STAMP, moment
from collectors.events.text import decoded, tidy, without_numbers

HIGHEST_PRIORITY: Final = 191
"""Facility 23, severity 7: the greatest PRI of RFC 5424 §6.2.1."""
WITHOUT_PRIORITY: Final = 13
"""What a message without PRI counts as: user, notice (RFC 3164 §4.3.3)."""

_PRIORITY: Final = re.compile(rb"<(\d{1,3})>")
_STRUCTURED: Final = re.compile(
    r"1 (?P<time>\S+) (?P<host>\S{1,255}) (?P<app>\S{1,48}) (?P<procid>\S{1,128}) (?P<msgid>\S{1,32}) "
    r'(?P<data>-|(?:\[[^\s=\]"]{1,32}(?: [^\s=\]"]{1,32}="(?:[^"\\\]]|\\.)*")*\])+)(?: (?P<text>.*))?$',
    re.DOTALL,
)
_ELEMENT: Final = re.compile(r'\[([^\s=\]"]+)((?: [^\s=\]"]+="(?:[^"\\\]]|\\.)*")*)\]')
_PARAMETER: Final = re.compile(r' ([^\s=\]"]+)="((?:[^"\\\]]|\\.)*)"')
_NAME: Final = r"[A-Za-z0-9_\u4e00-\u9fff][\w.\-/\u4e00-\u9fff]*"
_HEAD: Final = re.compile(
    # Cisco's sequence number; its name when `logging origin-id` is set; "*" and "." mark clocks that are not set
    rf"\s*(?:(?P<sequence>\d+): )?(?:: )?(?:(?P<origin>{_NAME}): )?(?:\d+: )?[*.]?(?P<time>{STAMP})(?P<colon> ?: ?|\s+)"
)
_HOST: Final = re.compile(rf"(?P<host>{_NAME}|[0-9A-Fa-f:.]+)(?: ?: (?=%)|\s+)(?=\S)")
_EARLY_HOST: Final = re.compile(rf"(?P<host>{_NAME}) (?={STAMP} )")
_MNEMONIC: Final = re.compile(
    r"%%\d\d(?P<module>[\w-]+)/(?P<level>\d)/(?P<name>[\w -]+?)(?:\((?:[a-zA-Z]|\w+)\))?(?:\[\d+\])?\s*:\s*"
)
"""VRP and Comware: `%%01IFNET/4/LINK_STATE(l)[12]:`."""
_DASHED: Final = re.compile(
    r"%(?P<module>[A-Z][A-Z0-9_]*(?:-[A-Z][A-Z0-9_]*)*)-(?P<level>[0-7])-(?P<name>[A-Z0-9_]+)\s*: ?"
)
"""IOS, NX-OS, ASA, Ruijie: `%LINK-3-UPDOWN: `."""
_ALARM: Final = re.compile(
    r"(?:An )?[Aa]larm (?P<number>\d+)(?: level (?P<level>\d))? (?P<what>occurred|cleared|reported)\b"
    r".*?%(?P<module>\w+)%\s*(?P<text>.*)"
)
"""ZXR10: `An alarm 19968 level 3 occurred at … sent by MCP %IP% The interface …`."""
_NOISE: Final = re.compile(r"^(?:CID=0x[0-9A-Fa-f]+(?:-\w+)?;|(?:-\w+=[^;\s]+)+;\s*)+")
"""What VRP 8 and Comware put before the text: component ids, device and slot."""
_TAG: Final = re.compile(r"(?P<tag>[\w./\-]{1,48})(?:\[(?P<pid>\w+)\])?: ")
_ALARM_LEVELS: Final[dict[str, Severity]] = {
    "1": "critical", "2": "critical", "3": "error", "4": "warning", "5": "warning", "6": "notice", "7": "info",
}  # fmt: skip


class Body(NamedTuple):
    """The text of a message with what its vendor put before it taken off."""

    code: str
    severity: Severity | None
    text: str


def parse(data: bytes, source: str, at: datetime, zone: tzinfo = UTC) -> Event:
    """Read one message received at `at`. Times without a zone are in `zone`. Raises `Malformed`."""
    priority, rest = _priority(data)
    text = decoded(rest)
    found = _STRUCTURED.match(text) if text.startswith("1 ") else None
    if found is not None:
        return _structured(found, priority, source, at, zone)
    head = _head(text)
    message = tidy(text[head.end :])
    if not message:
        raise Malformed(f"syslog message from {source} has no text")
    return _event(
        message, priority, source=source, at=at, protocol="rfc3164", host=head.host,
        stated_at=moment(head.time, at, zone) if head.time else None,
    )  # fmt: skip


def _priority(data: bytes) -> tuple[int, bytes]:
    found = _PRIORITY.match(data)
    if found is None:
        if not data.strip(b"\x00 \r\n") or data[:1] < b" " or data[:1] == b"<":
            raise Malformed(f"begins with {data[:8]!r}, expected <PRI>")
        return WITHOUT_PRIORITY, data
    number = int(found[1])
    if number > HIGHEST_PRIORITY:
        raise Malformed(f"PRI is {number}, expected at most {HIGHEST_PRIORITY}")
    return number, data[found.end() :]


class _Head(NamedTuple):
    host: str
    time: str
    end: int


def _head(text: str) -> _Head:
    """What stands before the text: time and host name, either of which may be missing."""
    early = _EARLY_HOST.match(text)
    found = _HEAD.match(text, early.end() if early else 0)
    if found is None:
        return _Head("", "", len(text) - len(text.lstrip()))
    host, end = (early["host"] if early else found["origin"] or ""), found.end()
    if not host and (named := _HOST.match(text, end)) and not text.startswith(("%", "An alarm ", "alarm "), end):
        host, end = named["host"], named.end()
    return _Head(host, found["time"], end)


def _structured(found: re.Match[str], priority: int, source: str, at: datetime, zone: tzinfo) -> Event:
    data = found["data"]
    detail: dict[str, Any] = {
        key: found[name] for key, name in (("application", "app"), ("process", "procid")) if found[name] != "-"
    }
    if data != "-":
        detail["data"] = {
            element[1]: {name: re.sub(r"\\(.)", r"\1", value) for name, value in _PARAMETER.findall(element[2])}
            for element in _ELEMENT.finditer(data)
        }
    named = "/".join(part for part in (found["app"], found["msgid"]) if part != "-")
    text = tidy((found["text"] or "").removeprefix("\ufeff")) or named or data
    return _event(
        text, priority, source=source, at=at, protocol="rfc5424", named=named, detail=detail,
        host="" if found["host"] == "-" else found["host"],
        stated_at=None if found["time"] == "-" else moment(found["time"], at, zone),
    )  # fmt: skip


def _event(message: str, priority: int, *, named: str = "", **known: Any) -> Event:
    body = _body(message, named)
    rating = rated(body.code, body.text)
    severity = rating.severity or body.severity or BY_SYSLOG[priority & 7]
    return Event(
        origin="syslog", kind=rating.kind, severity=severity, code=body.code[:100], object=rating.object,
        message=body.text, alike=without_numbers(body.text) if rating.kind == "other" else "", **known,
    )  # fmt: skip


def _body(text: str, named: str) -> Body:
    at = text.find("%")
    if at >= 0 and (found := _MNEMONIC.search(text, at) or _DASHED.search(text, at)):
        rest = _NOISE.sub("", text[found.end() :]).strip()
        return Body(f"{found['module']}/{found['name']}", BY_SYSLOG[int(found["level"])], rest or text)
    if found := _ALARM.search(text):
        level = "info" if found["what"] == "cleared" else _ALARM_LEVELS.get(found["level"] or "")
        return Body(f"{found['module']}/{found['number']}", level, f"{found['text']} ({found['what']})")
    tag = _TAG.match(text)
    if tag and not named:
        return Body(tag["tag"], None, text[tag.end() :].strip() or text)
    return Body(named, None, text)
