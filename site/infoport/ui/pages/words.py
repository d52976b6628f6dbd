"""Times, spans, rates and other figures as a person reads them, in the language of the request."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
DAYS_ONLY: Final = 3
"""From this many days on, hours no longer matter."""
KILO: Final = 1000
DASH: Final = "—"


def moment(at: datetime | None, now: datetime | None = None) -> str:
    """A time as short as it may be: the hour today, the day this year, the date else; a dash for none."""
    if at is None:
        return DASH
    local, today = timezone.localtime(at), timezone.localtime(now)
    if local.date() == today.date():
        return date_format(local, "H:i")
    if local.year == today.year:
        # Translators: a day of this year and a time, in Django's date format
        return date_format(local, _("j M H:i"))
    # Translators: a date of another year, in Django's date format
    return date_format(local, _("j M Y"))


def day(value: date | None) -> str:
    """A calendar day; a dash for none."""
    return DASH if value is None else date_format(value, _("j M Y"))


def exactly(at: datetime | None) -> str:
    """A time to the second, with its date unless that is today; a dash for none."""
    if at is None:
        return DASH
    local = timezone.localtime(at)
    clock = date_format(local, "H:i:s")
    if local.date() == timezone.localdate():
        return clock
    day = date_format(local, _("j M")) if local.year == timezone.localdate().year else date_format(local, _("j M Y"))
    return f"{day} {clock}"


def span(seconds: float | timedelta | None) -> str:
    """A duration in its two largest units: `2 h 45 min`, `19 d`; a dash for none."""
    if seconds is None:
        return DASH
    total = round(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
    days, rest = divmod(max(total, 0), DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, left = divmod(rest, MINUTE)
    if days >= DAYS_ONLY or (days and not hours):
        return _("%(days)s d") % {"days": number(days)}
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours:
        both = _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
        return both if minutes else _("%(hours)d h") % {"hours": hours}
    return _("%(minutes)d min") % {"minutes": minutes} if minutes else _("%(seconds)d s") % {"seconds": left}


def since(at: datetime | None, now: datetime | None = None) -> str:
    """How long ago something was, as a duration."""
    return DASH if at is None else span((now or timezone.now()) - at)


def number(value: float | None, decimals: int = 0) -> str:
    """A number with thousands separated; a dash for none."""
    return DASH if value is None else f"{value:,.{decimals}f}"


def figures(value: float) -> str:
    """At most three significant figures: 2.42, 24.2, 242, 2,420."""
    size = abs(value)
    decimals = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2  # noqa: PLR2004 - three figures
    text = number(value, decimals)
    return text.rstrip("0").rstrip(".") if decimals and "." in text else text


def scaled(value: float, unit: str) -> str:
    """A quantity with a decimal prefix: `3.4 Gbit/s`."""
    for prefix in ("", "k", "M", "G", "T"):
        if abs(value) < KILO or prefix == "T":
            return f"{figures(value)} {prefix}{unit}"
        value /= KILO
    raise AssertionError  # the last prefix always returns


def rate(bits: float | None) -> str:
    """A speed in bit/s; a dash for none."""
    return DASH if bits is None else scaled(bits, "bit/s")


def octets(count: float | None) -> str:
    """A size in octets, decimal prefixes; a dash for none."""
    return DASH if count is None else scaled(count, "B")


def runs(numbers: Iterable[int]) -> str:
    """Numbers with their runs joined: `112, 116, 120–131`; "none" for an empty list, which is something stated."""
    ordered = sorted(set(numbers))
    if not ordered:
        # Translators: an empty list that is known to be empty
        return _("none")
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if b != a + 1)]
    ends = [*(a for a, b in pairwise(ordered) if b != a + 1), ordered[-1]]
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True))


def whether(value: bool) -> str:
    """A boolean as a word."""
    return _("yes") if value else _("no")


def units(count: int) -> str:
    """A number of rack units."""
    return ngettext("%(count)d U", "%(count)d U", count) % {"count": count}


def plain(value: Any) -> str:
    """Any value of the wire as text; a dash for none."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return whether(value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {plain(each)}" for key, each in value.items() if each not in {None, ""})
    if isinstance(value, list):
        return ", ".join(map(plain, value)) or _("none")
    return str(value)
