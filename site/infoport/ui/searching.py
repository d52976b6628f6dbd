"""Search: objects, types and pages by name, address or number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from infoport.ui import words
from infoport.ui.asker import asker
from infoport.ui.navigation import entry_title
from infoport.ui.words import capital
from inventory.declare.forms import is_writable
from inventory.declare.registry import specs
from inventory.declare.search import find
from inventory.declare.tables import references
from inventory.reconcile.whereabouts import question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.search import Hit
    from inventory.declare.tables import Reference

IN_DIALOG: Final = 5
"""Hits of one type the commands dialog lists."""
ON_PAGE: Final = 20
FOUND: Final = 200


def search_page(request: HttpRequest) -> HttpResponse:
    """Hits by type; the fragment for the commands dialog."""
    text = request.GET.get("q", "").strip()[:200]
    dialog = bool(request.headers.get("HX-Request"))
    groups = list(_groups(request, text, IN_DIALOG if dialog else ON_PAGE)) if text else []
    if dialog:
        return render(request, "macros/results.html", {"groups": groups})
    total = sum(group["number"] for group in groups)
    return render(request, "generic/search.html", {"groups": groups, "q": text, "total": total, "title": _("Search")})


def _groups(request: HttpRequest, text: str, limit: int) -> Iterator[dict[str, Any]]:
    located = list(whereabouts_of(request, text))
    if located:
        yield {"title": _("Where it is"), "hits": located, "number": len(located)}
    pages = list(go_to(request, text))
    if pages:
        yield {"title": _("Go to"), "hits": pages[:limit], "number": len(pages)}
    by_type: dict[str, list[Hit]] = {}
    for hit in find(text, asker(request), FOUND):
        by_type.setdefault(hit.spec.label, []).append(hit)
    named = references((label, hit.id) for label, hits in by_type.items() for hit in hits[:limit])
    for hits in by_type.values():
        spec = hits[0].spec
        more = len(hits) > limit
        yield {
            "title": capital(spec.verbose_name_plural),
            "hits": [_hit(hit, named) for hit in hits[:limit]],
            "more_url": f"{spec.page}?{urlencode({'q': text})}" if more else "",
            "total": words.counted(len(hits)),
            "number": len(hits),
        }


def _hit(hit: Hit, named: Mapping[tuple[str, int], Reference]) -> dict[str, str]:
    """A hit as a link; a component is named with what it is part of."""
    found = named.get((hit.spec.label, hit.id))
    return {"title": found.display if found else hit.display, "url": hit.page, "note": _note(hit)}


def _note(hit: Hit) -> str:
    """What matched, where the name does not show it."""
    return "" if hit.matched in hit.display else words.shortened(hit.matched.replace("\n", " "), 60)


def whereabouts_of(request: HttpRequest, text: str) -> Iterator[dict[str, str]]:
    """For a MAC or an IP address: the page that says which port it is behind."""
    asked = question(text)
    if asked is not None and asker(request).may("reconcile.sighting", "view"):
        title = _("Where is %(text)s") % {"text": asked.text}
        yield {
            "title": title,
            "url": f"/topology/where/?{urlencode({'q': asked.text})}",
            "note": _("port, VLAN, device"),
        }


def go_to(request: HttpRequest, text: str) -> Iterator[dict[str, str]]:
    """Lists and forms of types whose name contains the text, in the reader's language or in English."""
    wanted = text.lower()
    for spec in specs:
        if not asker(request).may(spec.label, "view"):
            continue
        with override("en"):
            english = f"{spec.verbose_name_plural} {spec.label}".lower()
        if wanted in str(spec.verbose_name_plural).lower() or wanted in english:
            yield {"title": capital(spec.verbose_name_plural), "url": spec.page, "note": entry_title(spec.menu)}
            if is_writable(spec) and asker(request).may(spec.label, "add"):
                yield {"title": _("New %s") % spec.verbose_name, "url": f"{spec.page}add/", "note": ""}
