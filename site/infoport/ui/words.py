"""Numbers, times and states as the design writes them, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from collections.abc import Mapping

ABSENT: Final = "—"
"""What stands for a value that is not stated."""

SHAPES: Final[Mapping[str, str]] = {
    "planned": "planned", "staging": "planned", "staged": "planned", "reserved": "planned",
    "provisioning": "planned", "inventory": "planned",
    "decommissioning": "maint", "deprovisioning": "maint", "maintenance": "maint", "paused": "maint",
    "deprecated": "maint", "retired": "maint", "decommissioned": "maint",
    "failed": "down", "offline": "down",
}  # fmt: skip
"""Status of a register → shape of `img/states.svg`; a status that is none of these (active) is a plain pill, since
the tick means "observed and well" and a register observes nothing."""


def capital(text: Any) -> str:
    """A label as the beginning of a line."""
    return str(capfirst(str(text)))


def counted(number: int) -> str:
    """A count with thousands separated."""
    return f"{number:,}"


def plain_number(value: Any) -> str:
    """A number without trailing zeros: 22 for 22.0."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "−", 1)


def time_text(value: datetime) -> str:
    """14:31 today, 22 Nov 17:05 this year, else 2 Mar 2025; in the installation's zone."""
    local = timezone.localtime(value)
    now = timezone.localtime()
    if local.date() == now.date():
        return formatted(local, "H:i")
    if local.year == now.year:
        return formatted(local, pgettext("time of this year", "j M H:i"))
    return formatted(local, pgettext("date", "j M Y"))


def moment(value: datetime) -> SafeString:
    """`<time>` with zone; the whole moment on hover."""
    local = timezone.localtime(value)
    whole = f"{local:%Y-%m-%d %H:%M:%S %Z}"
    return mark_safe(f'<time datetime="{local.isoformat()}" title="{whole}">{escape(time_text(value))}</time>')  # noqa: S308 - escaped here


def day(value: date) -> SafeString:
    """A calendar day as `<time>`."""
    text = formatted(datetime(value.year, value.month, value.day), pgettext("date", "j M Y"))  # noqa: DTZ001 - a day has no zone
    return mark_safe(f'<time datetime="{value.isoformat()}">{escape(text)}</time>')  # noqa: S308 - escaped here


def yes_no(value: bool) -> str:
    """A word, not a tick."""
    return _("yes") if value else _("no")


def width(text: str) -> int:
    """Columns of a monospaced screen: a Han character takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if ord(each) > 0x2E7F else 1 for each in text)  # noqa: PLR2004 - where CJK begins in Unicode


def shortened(text: str, limit: int) -> str:
    """The text cut to `limit` columns, with an ellipsis when something is missing."""
    if len(text) * 2 <= limit or width(text) <= limit:
        return text
    room = limit - 1
    for at, each in enumerate(text):
        room -= width(each)
        if room < 0:
            return text[:at].rstrip() + "…"
    return text
