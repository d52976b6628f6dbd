"""Where a MAC or an IP address is: port, VLAN, device, since when, and where it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.panels import Panel, register
from inventory.declare.tables import references
from inventory.reconcile.whereabouts import question, whereabouts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec
    from inventory.declare.tables import Reference
    from inventory.reconcile.whereabouts import Sight, Whereabouts

PAGE: Final = "/topology/where/"


def address(text: str) -> str:
    """The page for one MAC or IP address."""
    return f"{PAGE}?{urlencode({'q': text})}"


@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """`/topology/where/?q=`; without a question it asks for one."""
    reach.need(request, "reconcile.sighting")
    belongs(request, "topology/where")
    text = request.GET.get("q", "").strip()[:100]
    asked = question(text)
    context: dict[str, Any] = {"q": text, "asked": asked, "unreadable": bool(text) and asked is None}
    if asked is not None:
        context |= _shown(whereabouts(asked))
    return render(request, "pages/topology/where.html", context, status=400 if context["unreadable"] else 200)


def _shown(found: Whereabouts) -> dict[str, Any]:
    pairs = [("dcim.device", each.device) for each in found.seen]
    pairs += [("dcim.interface", each.interface) for each in found.seen if each.interface]
    named = references([*pairs, *found.bearers])
    others = [text for text in (*found.macs, *found.addresses) if text != found.question.text]
    return {
        "at": [_sight(each, named) for each in found.at], "seen": [_sight(each, named) for each in found.seen],
        "others": [{"text": text, "url": address(text)} for text in others],
        "bearers": [
            {"display": named[pair].display, "url": named[pair].page}
            for pair in found.bearers if pair in named
        ],
    }  # fmt: skip


def _sight(each: Sight, named: Mapping[tuple[str, int], Reference]) -> dict[str, Any]:
    device, port = named.get(("dcim.device", each.device)), named.get(("dcim.interface", each.interface or 0))
    return {
        "device": device, "port": each.port or "?", "port_url": port.page if port else "", "vid": each.vid,
        "kind": each.kind, "how": _how(each), "mac": each.mac or "", "address": each.address or "",
        "first": words.moment(each.first), "last": words.moment(each.last), "since": words.since(each.first),
        "present": each.present, "answers": each.answers, "edge": each.edge,
        "map_url": f"/topology/l2/?hosts=true&focus=d{each.device}",
    }  # fmt: skip


def _how(each: Sight) -> str:
    if each.kind == "fdb":
        return _("forwards to it, edge port") if each.edge else _("forwards to it")
    return _("resolved it (ARP)") if each.kind == "arp" else _("holds it")


@register("dcim.macaddress")
def mac_tab(request: HttpRequest, _spec: Spec, mac: Any) -> Iterator[Panel]:
    """The tab that leads to where a MAC address is."""
    if reach.may(request, "reconcile.sighting"):
        yield Panel(_("Where it is"), place="tab", url=address(str(mac.mac_address).lower()))


@register("ipam.ipaddress")
def address_tab(request: HttpRequest, _spec: Spec, held: Any) -> Iterator[Panel]:
    """The tab that leads to where an address is."""
    if reach.may(request, "reconcile.sighting"):
        yield Panel(_("Where it is"), place="tab", url=address(str(held.address).partition("/")[0]))
