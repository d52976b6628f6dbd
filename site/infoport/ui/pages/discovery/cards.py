"""Cards on the pages of ranges and candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from infoport.ui.pages import reach, words
from infoport.ui.panels import Panel, State, register, register_states
from inventory.discovery import adopting
from inventory.discovery.choices import Layer, SweepState
from inventory.discovery.models import Candidate, Key, Range, Sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest

    from inventory.declare.spec import Spec

SHAPES: Final[Mapping[str, str]] = {
    "never": "unknown", "queued": "planned", "running": "planned", "done": "ok", "cancelled": "unknown",
    "failed": "down",
}  # fmt: skip
CANDIDATES: Final[Mapping[str, str]] = {
    "new": "planned", "known": "ok", "adopted": "ok", "ignored": "unknown",
}  # fmt: skip


@register_states("discovery.range")
def range_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """How the last look ended. One query."""
    rows = Sweep.objects.filter(range__in=reach.within(request, Range).filter(pk__in=ids))
    return {each.pk: State(SHAPES[each.state], str(SweepState(each.state).label)) for each in rows}


@register_states("discovery.candidate")
def candidate_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """What became of it. One query."""
    rows = reach.within(request, Candidate).filter(pk__in=ids)
    return {each.pk: State(CANDIDATES[each.state], str(each.get_state_display())) for each in rows}


@register("discovery.range")
def range_cards(request: HttpRequest, _spec: Spec, range_: Range) -> Iterator[Panel]:
    """How the last look went, and what may be done."""
    sweep = Sweep.objects.filter(range=range_).first()
    yield Panel(_("Last look"), "pages/discovery/sweep.html", _sweep(request, range_, sweep), "first")


def _sweep(request: HttpRequest, range_: Range, sweep: Sweep | None) -> dict[str, Any]:
    state = sweep.state if sweep else "never"
    keys = reach.within(request, Key).filter(segment=range_.segment_id).select_related("credential")
    return {
        "state": SHAPES[state], "word": SweepState(state).label, "sweep": sweep,
        "busy": state in {"queued", "running"},
        "percent": round(100 * sweep.done / sweep.total) if sweep and sweep.total else None,
        "ended": words.moment(sweep.ended) if sweep and sweep.ended else "",
        "may": reach.may(request, "discovery.range", "change"),
        "keys": [
            {"name": str(each.credential), "method": each.get_method_display(), "port": each.port} for each in keys
        ],
        "found_url": f"{reach.page('discovery.candidate')}?range_id={range_.pk}",
    }  # fmt: skip


@register("discovery.candidate")
def candidate_cards(request: HttpRequest, _spec: Spec, candidate: Candidate) -> Iterator[Panel]:
    """What it said, how each credential fared, and what may be done."""
    facts = adopting.facts_of(candidate)
    context = {
        "candidate": candidate, "facts": facts, "tries": _tries(request, candidate),
        "interfaces": len(facts.interfaces or ()) if facts else 0,
        "addresses": [f"{each.address}/{each.prefixlen}" for each in (facts.ip_addresses or ())[:12]] if facts else [],
        "neighbours": [each.remote_name for each in (facts.neighbours or ())[:12] if each.remote_name] if facts else [],
        "why": facts.profile if facts else (),
    }  # fmt: skip
    yield Panel(_("What it said"), "pages/discovery/said.html", context, "first")
    if reach.may(request, "discovery.candidate", "change"):
        deeds = {
            "candidate": candidate, "may_adopt": facts is not None and reach.may(request, "dcim.device", "add"),
            "open": candidate.state in {"new", "known"},
        }  # fmt: skip
        yield Panel(_("What to do"), "pages/discovery/deeds.html", deeds, "rail")


def _tries(request: HttpRequest, candidate: Candidate) -> list[dict[str, Any]]:
    """How each credential fared; one beyond the person's rights has no name."""
    keys = {each["way"] for each in candidate.tries}
    rows = reach.within(request, Key).filter(pk__in=keys).select_related("credential")
    names = {each.pk: str(each.credential) for each in rows}
    return [
        {
            "name": names.get(each["way"], _("a credential")), "layer": Layer(each["layer"]).label,
            "reason": each.get("reason", ""),
        }
        for each in candidate.tries
    ]  # fmt: skip
