"""How far the departments' rooms have moved into the three."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from infoport.reports.consolidation import STATES, Progress, of_plans
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.panels import Panel, register
from inventory.declare.tables import references
from inventory.works.models import ConsolidationPlan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

LABEL: Final = "works.consolidationplan"
SHAPES: Final = {"planned": "planned", "moved": "degraded", "verified": "ok", "retired": "maintenance"}
"""State of a machine → the design's; moved but not seen is trouble until somebody sees it."""
WORDS: Final = {
    "planned": gettext_lazy("planned"), "moved": gettext_lazy("moved, not seen yet"),
    "verified": gettext_lazy("answers from its new place"), "retired": gettext_lazy("retired"),
}  # fmt: skip


@require_GET
def consolidation(request: HttpRequest) -> HttpResponse:
    """The page `/hosting/consolidation/`: a line per department room."""
    reach.need(request, LABEL)
    belongs(request, "hosting/consolidation")
    plans = list(
        reach.within(request, ConsolidationPlan).select_related("tenant", "site", "target").order_by("due_on", "name")
    )
    progress = of_plans(request, plans)
    numbers = {state: sum(each.numbers[state] for each in progress.values()) for state in STATES}
    context = {
        "rows": [_row(each, progress[each.pk]) for each in plans], "total": len(plans),
        "figures": [
            {"state": SHAPES[state], "word": WORDS[state], "count": numbers[state]} for state in STATES
        ],
        "machines": sum(numbers.values()), "list_url": reach.page(LABEL),
        "may_add": reach.may(request, LABEL, "add"),
    }  # fmt: skip
    return render(request, "pages/works/consolidation.html", context)


def _row(plan: ConsolidationPlan, progress: Progress) -> dict[str, Any]:
    done, all_of = progress.numbers["verified"] + progress.numbers["retired"], len(progress.items)
    late = plan.due_on is not None and plan.due_on < timezone.localdate() and done < all_of
    return {
        "name": plan.tenant.name, "url": reach.page(LABEL, plan.pk), "plan": plan.name,
        "source": plan.site.name if plan.site else words.DASH, "target": plan.target.name,
        "status": plan.get_status_display(), "numbers": [progress.numbers[state] for state in STATES],
        "percent": progress.percent, "due": words.day(plan.due_on), "late": late,
        "label": _("%(done)d of %(all)d machines are done") % {"done": done, "all": all_of},
    }  # fmt: skip


@register(LABEL)
def plan_panels(request: HttpRequest, _spec: Spec, plan: ConsolidationPlan) -> Iterator[Panel]:
    """The machines with what was seen of each."""
    progress = of_plans(request, [plan])[plan.pk]
    if not progress.items:
        return
    names = references((each.item.subject_type, each.item.subject_id) for each in progress.items)
    rows = [
        {
            "name": names[pair].display if (pair := (each.item.subject_type, each.item.subject_id)) in names else "",
            "url": reach.page(*pair), "state": SHAPES[each.state], "word": WORDS[each.state],
            "witness": each.witness_name, "at": each.witness.at if each.witness else None,
            "seen": words.since(each.witness.at) if each.witness else words.DASH,
            "planned": words.day(each.item.planned_on), "moved": words.day(each.item.moved_on),
        }
        for each in progress.items
    ]  # fmt: skip
    numbers = [(SHAPES[state], WORDS[state], progress.numbers[state]) for state in STATES]
    context = {"rows": rows, "percent": progress.percent, "numbers": numbers}
    yield Panel(_("Machines"), "pages/works/machines.html", context, covers=("works.consolidationitem",))
