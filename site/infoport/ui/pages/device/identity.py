"""The device as a whole, field by field: what is registered, what it says, where from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infoport.ui.pages import words
from infoport.ui.pages.audit import causes, wording
from infoport.ui.pages.device.reading import table_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infoport.ui.pages.device.reading import Reading
    from inventory.reconcile.models import Difference

LABEL: Final = "dcim.device"
FIELDS: Final = (
    ("name", gettext_lazy("Name"), "sysName"),
    ("serial", gettext_lazy("Serial number"), "serial"),
    ("model", gettext_lazy("Model"), "hardware"),
    ("platform", gettext_lazy("Platform"), "os"),
    ("os_version", gettext_lazy("Software version"), "version"),
)
"""Field of a difference, its label, and the key of the device's own words in the section `system`."""
OTHERS: Final = 8
"""Other differences listed on the summary; the audit has all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison.

    `verdict` is "same", "differs", "unknown" (the device did not say) or "" (only one side has it).
    """

    label: str
    intended: wording.Side
    observed: wording.Side
    verdict: str
    source: str = ""
    difference: Difference | None = None

    @property
    def url(self) -> str:
        """The difference's page."""
        return reverse("ui:difference", args=[self.difference.pk]) if self.difference else ""


def lines(reading: Reading) -> Iterator[Line]:
    """Lines that differ first, then the key ones."""
    found = [_line(reading, *field) for field in FIELDS]
    told = {line.difference.pk for line in found if line.difference}
    yield from (line for line in found if line.verdict == "differs")
    others = [each for each in reading.differences if each.pk not in told]
    yield from (_other(reading, each) for each in others[:OTHERS])
    yield from (line for line in found if line.verdict != "differs")
    yield _uptime(reading)


def left_out(reading: Reading) -> int:
    """How many differences `lines` does not show."""
    whole = {(LABEL, field) for field, _label, _key in FIELDS}
    others = sum((each.subject_type, each.field) not in whole for each in reading.differences)
    return max(0, others - OTHERS)


def _line(reading: Reading, field: str, label: Any, key: str) -> Line:
    difference = reading.difference(LABEL, reading.device.pk, field)
    source = reading.source("system")
    if difference is not None:
        return Line(
            str(label), wording.intended(difference), wording.observed(difference), "differs", source, difference
        )  # fmt: skip
    meant, said = _registered(reading, field), reading.system.get(key)
    return Line(str(label), _side(meant), _said(said), _verdict(meant, said), source if said else "")


def _registered(reading: Reading, field: str) -> str:
    device = reading.device
    values = {
        "name": device.name, "serial": device.serial, "model": device.device_type.model,
        "platform": device.platform.name if device.platform else "",
        "os_version": (device.custom_fields or {}).get("os_version"),
    }  # fmt: skip
    return str(values[field] or "")


def _verdict(meant: str, said: Any) -> str:
    if not said:
        return "unknown"
    return "same" if meant else ""


def _side(text: str) -> wording.Side:
    return wording.Side(text or words.DASH, stated=bool(text))


def _said(value: Any) -> wording.Side:
    return wording.Side(str(value) if value else _("not stated"), stated=bool(value))


def _uptime(reading: Reading) -> Line:
    poll = reading.poll
    known = poll.uptime_seconds if poll else None
    text = words.span(known) if known is not None else _("not stated")
    booted = ""
    if known is not None and poll.last_success:
        booted = _("since %(time)s") % {"time": words.moment(poll.last_success - timedelta(seconds=known))}
    observed = wording.Side(text, booted, stated=known is not None)
    return Line(_("Uptime"), wording.Side(words.DASH, stated=False), observed, "", reading.source("system"))


def _other(reading: Reading, difference: Difference) -> Line:
    part = difference.label.removeprefix(reading.device.name or "").strip() or difference.label
    field = causes.field_text(difference.field) if difference.field else str(causes.cause_of(difference.rule).title)
    cited = difference.evidence[0] if difference.evidence else {}
    at = parse_datetime(str(cited.get("at") or ""))
    source = table_of(str(cited.get("source") or cited.get("section") or ""))
    source = f"{source} · {words.moment(at)}" if at else source
    label = f"{part} · {field}" if part != reading.device.name else field
    return Line(label, wording.intended(difference), wording.observed(difference), "differs", source, difference)
