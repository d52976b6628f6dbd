"""The overview: what is up, what differs, what changed; it renews itself while it is looked at."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from infoport.ui import kept
from infoport.ui.navigation import belongs
from infoport.ui.pages import figures, fill, reach, words

if TYPE_CHECKING:
    from django.http import HttpRequest

BOOKMARKS: Final = 12
"""How many of the person's bookmarks stand under the figures."""
ROOMS: Final = 6
"""Sites whose racks are summed up, those with most racks first."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The page `/`; `density=wall` for a screen on a wall. A fragment that would be the same again is a 204.

    `seen` and `said` are digests of the figures and of the spoken sentence that the page has now.
    """
    belongs(request, "overview")
    wall = request.GET.get("density") == "wall"
    context: dict[str, Any] = {**gathered(request), "wall": wall}
    body = render_to_string("pages/overview/figures.html", context)  # the shell around it has its own context
    seen, said = digest(body), digest(context["spoken"])
    shown = {"body": SafeString(body), "seen": seen, "said": said, "wall": wall, "spoken": context["spoken"]}
    if request.headers.get("HX-Request"):
        if request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        return render(request, "pages/overview/live.html", {**shown, "speaks": request.GET.get("said") != said})
    screen = {"density": "wall", "theme": "dark"} if wall else {}
    beside = {"today": figures.today(), "bookmarks": kept.bookmarks_of(request, BOOKMARKS)}
    return render(request, "pages/overview/overview.html", {**shown, **screen, **beside})


def gathered(request: HttpRequest) -> dict[str, Any]:
    """Every figure the person may see; what they may not is absent."""
    polled, differences = figures.collected(request), figures.differing(request)
    rooms = fill.room_rows(request, by_site=True) if reach.may(request, "dcim.rack") else []
    return {
        "polled": polled, "differences": differences, "failing": figures.failing(request), "rooms": rooms[:ROOMS],
        "all_rooms": len(rooms), "segments": figures.segments(request),
        "racks": sum(room["racks"] for room in rooms),
        **{name: words.number(sum(room[name] for room in rooms)) for name in ("used", "height")},
        "services": figures.serving(request), "changes": figures.changes(request), "counts": figures.counts(request),
        "spoken": figures.spoken(polled, differences),
    }  # fmt: skip


def digest(text: str) -> str:
    """Sixteen hexadecimal digits that change with the text."""
    return blake2b(text.encode(), digest_size=8).hexdigest()
