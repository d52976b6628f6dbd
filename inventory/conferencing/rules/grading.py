"""Green, amber, red or unknown, check by check: what was seen of a venue against its limits. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inventory.conferencing.choices import Readiness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Value = float | bool | str | None
GREEN, AMBER, RED, UNKNOWN = Readiness.READY, Readiness.LIMITED, Readiness.NOT_READY, Readiness.UNKNOWN
OFF: Final = frozenset({"off", "standby", "absent", "fault", "muted"})
"""What a device says of its screen or microphone when nobody would see or hear the room."""
UNITS: Final = {"loss": "%", "delay": "ms", "jitter": "ms", "bandwidth": "kbit/s"}
WORDS: Final = {
    "loss": gettext_noop("loss"), "delay": gettext_noop("delay"), "jitter": gettext_noop("jitter"),
    "bandwidth": gettext_noop("bandwidth"), "registered": gettext_noop("registration"),
    "answers": gettext_noop("test call"), "spare": gettext_noop("spare path"), "screen": gettext_noop("screen"),
    "microphone": gettext_noop("microphone"), "marked": gettext_noop("marking"), "venue": gettext_noop("venue"),
    "terminal": gettext_noop("terminal"),
}  # fmt: skip
"""Name of a check → the word for it."""
OPTIONAL: Final = frozenset({"registered", "screen", "microphone", "spare", "marked"})
"""Not knowing these leaves a venue as ready as the rest makes it; not knowing anything else makes it unknown."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Within `good` it is green, within `usable` amber, beyond red. None is not limited; no `usable`: no amber."""

    good: Mapping[str, float]
    usable: Mapping[str, float]
    spare: bool = False  # without a spare path it is amber


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a venue. None is not known. Loss in per cent, delay and jitter in ms, bandwidth in kbit/s."""

    active: bool
    terminals: int
    registered: bool | None = None
    answers: bool | None = None
    why: str = ""  # what it answered, or why nothing
    loss: float | None = None
    delay: float | None = None
    jitter: float | None = None
    bandwidth: float | None = None
    marked: bool | None = None
    spare: bool | None = None
    screen: str = ""
    microphone: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name in `WORDS`, how it came out, what was seen, and the limit it was held against."""

    name: str
    state: Readiness
    value: Value = None
    limit: float | None = None
    why: str = ""

    @property
    def told(self) -> str:
        """The check in words, in the language in force."""
        what = _(WORDS[self.name])
        if self.name in UNITS:
            return self._measured(what)
        if self.state == UNKNOWN:
            return _("%(what)s: not known") % {"what": what}
        return _("%(what)s: %(value)s") % {"what": what, "value": self.why or _yes(self.value)}

    def _measured(self, what: str) -> str:
        values = {"what": what, "value": self.value, "limit": self.limit, "unit": UNITS[self.name]}
        if self.value is None:
            return _("%(what)s was not measured") % values
        if self.state == GREEN:
            return _("%(what)s %(value)g %(unit)s") % values
        if self.name == "bandwidth":
            return _("%(what)s %(value)g %(unit)s is below the limit of %(limit)g") % values
        return _("%(what)s %(value)g %(unit)s is above the limit of %(limit)g") % values


def _yes(value: Value) -> str:
    if value is None:
        return _("not known")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def grade(bounds: Bounds, seen: Seen) -> list[Check]:
    """Every check there is to make, in the order in which a person looks at them."""
    checks = [
        Check("venue", GREEN if seen.active else RED, seen.active, why=_("in use") if seen.active else _("not in use")),
        Check("terminal", GREEN if seen.terminals else RED, seen.terminals),
        _fact("registered", seen.registered, bad=RED),
        _fact("answers", seen.answers, bad=RED, why=seen.why),
    ]
    checks += _limited(bounds, seen)
    checks.append(_fact("marked", seen.marked, bad=AMBER))
    checks.append(_fact("spare", seen.spare, bad=AMBER if bounds.spare else GREEN))
    checks += [_said("screen", seen.screen), _said("microphone", seen.microphone)]
    return checks


def _fact(name: str, value: bool | None, *, bad: Readiness, why: str = "") -> Check:
    state = UNKNOWN if value is None else GREEN if value else bad
    return Check(name, state, value, why=why)


def _said(name: str, value: str) -> Check:
    return Check(name, UNKNOWN if not value else RED if value.lower() in OFF else GREEN, value or None, why=value)


def _limited(bounds: Bounds, seen: Seen) -> Iterator[Check]:
    for name in UNITS:
        good, value = bounds.good.get(name), getattr(seen, name)
        if good is None:
            continue
        if value is None:
            yield Check(name, UNKNOWN, None, good)
            continue
        usable = bounds.usable.get(name)
        more = name == "bandwidth"  # where more is better
        if value >= good if more else value <= good:
            yield Check(name, GREEN, value, good)
        elif usable is not None and (value >= usable if more else value <= usable):
            yield Check(name, AMBER, value, good)
        else:
            yield Check(name, RED, value, good if usable is None else usable)


def together(checks: Iterable[Check]) -> Readiness:
    """Red where anything is; else unknown where something needed is not known; else amber where anything is."""
    listed = list(checks)
    states = {each.state for each in listed}
    if RED in states:
        return RED
    if any(each.state == UNKNOWN and each.name not in OPTIONAL for each in listed):
        return UNKNOWN
    return AMBER if AMBER in states else GREEN


def substitutes(first: Readiness, second: Readiness, *, ports: int | None, needed: int) -> Readiness:
    """Whether two main venues can stand in for each other: as well as the worse of them, with an MCU large enough.

    `ports` of the larger MCU that would be left, None where it is not known; `needed` by the conference.
    """
    if ports is not None and ports < needed:
        return RED
    order = (GREEN, AMBER, UNKNOWN, RED)
    worse = max(first, second, key=order.index)
    return UNKNOWN if ports is None and worse in {GREEN, AMBER} else worse
