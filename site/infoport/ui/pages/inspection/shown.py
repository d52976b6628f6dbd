"""What inspections found, as a person reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from infoport.ui.pages import reach, words
from infoport.ui.panels import State
from inventory.inspection.choices import FindingKind, Result

if TYPE_CHECKING:
    from infoport.reports.inspections import Site
    from inventory.inspection.models import Finding, HelpGiven

LABEL: Final = "inspection.website"
SHAPES: Final = {Result.PASS: "ok", Result.FAIL: "down", Result.UNKNOWN: "unknown"}
SAID: Final = (
    (re.compile(r"(?P<failed>\d+) of (?P<all>\d+) visits"), gettext_noop("%(failed)s of %(all)s visits")),
    (re.compile(r"it answers (?P<status>\d+)"), gettext_noop("it answers %(status)s")),
    (
        re.compile(r"it took (?P<seconds>[\d.]+) s, more than (?P<limit>[\d.]+) s"),
        gettext_noop("it took %(seconds)s s, more than %(limit)s s"),
    ),
    (
        re.compile(r"no whole answer within (?P<limit>[\d.]+) s"),
        gettext_noop("no whole answer within %(limit)s s"),
    ),
    (re.compile(r"certificate has expired"), gettext_noop("certificate has expired")),
    (re.compile(r"(?P<actual>[\w-]+), not declared"), gettext_noop("%(actual)s, not declared")),
    (
        re.compile(r"(?P<actual>[\w-]+), declared as (?P<stated>[\w-]+)"),
        gettext_noop("%(actual)s, declared as %(stated)s"),
    ),
    (
        re.compile(r"text that was stored in a wrong encoding: (?P<text>.*)", re.DOTALL),
        gettext_noop("text that was stored in a wrong encoding: %(text)s"),
    ),
    (
        re.compile(r"(?P<host>\S+) has no address: .*", re.DOTALL), gettext_noop("%(host)s has no address"),
    ),
    (
        re.compile(r"(?P<host>\S+) is (?P<address>\S+): neither public nor in a network that may be inspected"),
        gettext_noop("%(host)s is %(address)s: neither public nor in a network that may be inspected"),
    ),
)  # fmt: skip
"""What the inspector says, which speaks English alone; what is not here is shown as it was said."""


def said(text: str) -> str:
    """A reason of the inspector in the reader's language."""
    for pattern, message in SAID:
        if found := pattern.fullmatch(text):
            return _(message) % found.groupdict() if "%(" in message else _(message)
    return text


def state(site: Site) -> State:
    """A site's result, asleep before failed."""
    if site.asleep:
        return State("down", _("asleep"))
    if site.latest is None:
        return State("unknown", _("never inspected"))
    return State(SHAPES[Result(site.result)], str(Result(site.result).label))


def row(site: Site) -> dict[str, Any]:
    """One line of the ranking and of the sleeping sites."""
    latest, website = site.latest, site.website
    points = None if latest is None or latest.points is None else float(latest.points)
    shape = state(site)
    return {
        "pk": website.pk, "rank": latest.rank if latest else None, "name": site.name, "department": site.department,
        "url": reach.page(LABEL, website.pk), "address": website.service.web_address,
        "kind": website.service.get_site_kind_display() or words.DASH, "state": shape.shape, "word": shape.word,
        "points": points, "shown": words.DASH if points is None else f"{points:g}",
        "percent": None if points is None else min(points, 100),
        "label": _("no points: too little is known") if points is None else _("%(points)s points") % {"points": points},
        "change": None if site.change is None else f"{site.change:+g}" if site.change else "",
        "better": (site.change or 0) > 0, "vetoes": site.vetoes,
        "newest": words.day(latest.newest) if latest else words.DASH,
        "opened": words.DASH if latest is None or latest.opened is None else f"{float(latest.opened):g} %",
        "findings": latest.findings if latest else None, "at": latest.at if latest else None,
        "age": words.since(latest.at) if latest else words.DASH,
        "since": site.asleep_since, "slept": words.since(site.asleep_since) if site.asleep_since else words.DASH,
        "help": [helped(each) for each in site.help], "waiting": not any(each.settled is None for each in site.help),
    }  # fmt: skip


def helped(given: HelpGiven) -> dict[str, Any]:
    """One line of help: who, when, what."""
    return {
        "on": words.day(given.on), "kind": given.get_kind_display(), "text": given.description,
        "team": given.team.name if given.team else words.DASH, "url": reach.page("inspection.helpgiven", given.pk),
        "settled": words.day(given.settled) if given.settled else "",
    }  # fmt: skip


def finding(found: Finding) -> dict[str, Any]:
    """One finding: what, on which page, what stands there, why it counts."""
    text, arrow, target = found.evidence.rpartition(" → ")
    return {
        "kind": found.get_kind_display(), "page": found.page, "home": found.home,
        "text": said(text if arrow else found.evidence), "target": target if arrow else "",
        "detail": said(found.detail),
        "shape": "degraded" if found.kind in {FindingKind.CERTIFICATE_SOON, FindingKind.DEAD_LINK} else "down",
    }  # fmt: skip
