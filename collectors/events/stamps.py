"""Times as devices write them in syslog messages."""

import calendar
import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

_MONTH: Final = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK: Final = r"\d{1,2}:\d\d:\d\d(?:[.:]\d{1,6})?"
_ZONE: Final = r"(?: ?(?:Z|UTC|GMT|CST|BJT|[+-]\d\d:?\d\d)(?:[+-]\d\d?(?::?\d\d)?)?(?![\w-]))?"
STAMP: Final = (
    rf"(?:{_MONTH} {{1,2}}\d{{1,2}} (?:\d{{4}} )?{_CLOCK}(?: \d{{4}}(?!\S))?{_ZONE}"
    rf"|\d{{4}} {_MONTH} {{1,2}}\d{{1,2}} {_CLOCK}{_ZONE}"
    rf"|\d{{4}}-\d\d-\d\d[T ]{_CLOCK}{_ZONE}"
    rf"|\d\d:\d\d:\d\d \d\d/\d\d/\d{{4}}{_ZONE})"
)
"""Matches RFC 3164's time, with a year before or after the clock (VRP, Comware, ASA), NX-OS's, ISO 8601's, ZXR10's."""

_PARTS: Final = re.compile(
    rf"(?:(?P<y1>\d{{4}}) )?(?P<month>{_MONTH}) +(?P<day>\d{{1,2}}) (?:(?P<y2>\d{{4}}) )?"
    rf"(?P<clock>{_CLOCK})(?: (?P<y3>\d{{4}})(?!\S))?(?P<zone>{_ZONE})$"
)
_SLASHED: Final = re.compile(
    rf"(?P<clock>\d\d:\d\d:\d\d) (?P<month>\d\d)/(?P<day>\d\d)/(?P<year>\d{{4}})(?P<zone>{_ZONE})$"
)
_OFFSET: Final = re.compile(r"([+-])(\d\d?):?(\d\d)?$")
_MONTHS: Final = {calendar.month_abbr[at]: at for at in range(1, 13)}
_CHINA: Final = timedelta(hours=8)


def moment(text: str, received: datetime, zone: tzinfo) -> datetime | None:
    """The time in UTC; None where it is none. A missing year is the one that makes it nearest before `received`.

    A missing zone is `zone`. "CST" is China's: Cisco's devices print whatever name they were given.
    """
    try:
        return _iso(text, zone) if text[4:5] == "-" else _dated(text, received, zone)
    except (ValueError, OverflowError):
        return None


def _iso(text: str, zone: tzinfo) -> datetime:
    stamp = datetime.fromisoformat(text.replace(" +", "+"))
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=zone)).astimezone(UTC)


def _dated(text: str, received: datetime, zone: tzinfo) -> datetime | None:
    found = _PARTS.match(text) or _SLASHED.match(text)
    if found is None:
        return None
    given = found.groupdict()
    stated = given.get("year") or given.get("y1") or given.get("y2") or given.get("y3")
    month = _MONTHS.get(given["month"]) or int(given["month"])
    hour, minute, second = (int(part) for part in re.split(r"[.:]", given["clock"])[:3])
    offset = _offset(given["zone"])
    here = received.astimezone(zone)
    stamp = datetime(int(stated or here.year), month, int(given["day"]), hour, minute, second, tzinfo=zone)
    if not stated and stamp - here > timedelta(days=1):
        stamp = stamp.replace(year=stamp.year - 1)
    if offset is not None:
        return (stamp.replace(tzinfo=UTC) - offset).astimezone(UTC)
    return stamp.astimezone(UTC)


def _offset(zone: str) -> timedelta | None:
    """What a zone's text adds to UTC; None where it says nothing."""
    zone = zone.strip()
    if not zone:
        return None
    found = _OFFSET.search(zone)
    if found is None:
        return _CHINA if zone in {"CST", "BJT"} else timedelta()
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return size if found[1] == "+" else -size
