"""The control of the top bar that shows a page as of a past moment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infoport.ui import words
from inventory.declare import past
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

TIMED: Final = frozenset({
    "list", "detail", "related", "history", "rack_elevations", "prefix_tree", "prefix_addresses", "isolation",
    "overview", "rooms", "trace",
})  # fmt: skip
"""Names of the pages that answer as of then."""
DAYS: Final = (1, 7, 30)
FORM: Final = "%Y-%m-%dT%H:%M:%S"
"""What `<input type="datetime-local">` reads and sends; in the installation's zone."""


def control(request: Any) -> dict[str, Any]:
    """When a page is of the past: when, and the way back; on pages that can be: the form and a few moments."""
    moment: datetime | None = getattr(request, "as_of", None)
    offered = request.method == "GET" and _is_timed(request)
    if moment is None and not offered:
        return {}
    query = request.GET.copy()
    query.pop("as_of", None)
    left = query.urlencode()
    now = timezone.localtime()
    found = {
        "as_of_offered": offered, "as_of_latest": now.strftime(FORM),
        "as_of_value": timezone.localtime(moment or now - timedelta(days=1)).strftime(FORM),
        "as_of_carried": [(name, value) for name, values in query.lists() for value in values if name != "offset"],
        "as_of_presets": list(_presets(request.path, left, now)),
    }  # fmt: skip
    if moment is not None:
        found["as_of"] = words.time_text(moment)
        found["as_of_clear_url"] = f"{request.path}?{left}" if left else request.path
    return found


def _is_timed(request: Any) -> bool:
    match = getattr(request, "resolver_match", None)
    if match is None or match.url_name not in TIMED:
        return False
    spec = specs.by_path(f"{match.kwargs.get('app')}/{match.kwargs.get('kind')}") if "kind" in match.kwargs else None
    return spec is None or not past.stays(spec)


def _presets(path: str, query: str, now: datetime) -> Iterator[dict[str, str]]:
    for days in DAYS:
        text = (now - timedelta(days=days)).strftime(FORM)
        title = ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
        yield {"title": _("yesterday") if days == 1 else title, "url": f"{path}?{query}{'&' * bool(query)}as_of={text}"}
