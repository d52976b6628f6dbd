"""How the collection goes: which devices answer, which are late or fail, since when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from infoport import states
from infoport.ui.navigation import belongs
from infoport.ui.pages import pace, reach, words
from infoport.ui.pages.audit.actions import back
from infoport.ui.pages.audit.listing import pages
from infoport.ui.pages.audit.upstream import explained_by
from inventory.dcim.models import Device
from inventory.outposts.rules.serving import outposts_of
from inventory.reconcile.models import Access, Poll

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

SHOWN: Final = 50
TITLES: Final[Mapping[str, Any]] = {
    "bad": gettext_lazy("Failing or late"), "unreachable": gettext_lazy("Unreachable"),
    "refused": gettext_lazy("Refused"), "garbled": gettext_lazy("Garbage"), "host_key": gettext_lazy("Other host key"),
    "late": gettext_lazy("Late"),
    "unknown": gettext_lazy("Not polled yet"), "ok": gettext_lazy("Answering"), "all": gettext_lazy("All"),
}  # fmt: skip
ADVICE: Final[Mapping[str, Any]] = {
    "unreachable": gettext_lazy("no answer: power, cable, address, or a filter on the way"),
    "refused": gettext_lazy("it answers, but not us: check the credential"),
    "garbled": gettext_lazy("it answers, but not in a way we understand; nothing of it is used"),
    "host_key": gettext_lazy(
        "it was replaced, or something poses as it; no password was sent. Empty the pinned key once you know why"
    ),
    "late": gettext_lazy("it answered before, and has not been asked since: are the collectors running?"),
    "unknown": gettext_lazy("nobody has asked it yet"),
}  # fmt: skip


@require_GET
def collection(request: HttpRequest) -> HttpResponse:
    """The page `/audit/collection/`; `state` is one of the tabs, failing and late ones when absent."""
    reach.need(request, "reconcile.access")
    belongs(request, "audit/collection")
    accesses = states.with_key(reach.within(request, Access).filter(enabled=True))
    counts = dict(accesses.order_by().values_list("key").annotate(Count("id")))
    bad = sum(number for key, number in counts.items() if key != "ok")
    asked = request.GET.get("state", "")
    now = asked if asked in TITLES else "bad" if bad else "all"
    condition = Q() if now == "all" else ~Q(key="ok") if now == "bad" else Q(key=now)
    rows = accesses.filter(condition).select_related("device__site", "credential", "poll")
    chunk = Paginator(rows.order_by("poll__since", "device___name"), SHOWN).get_page(request.GET.get("page"))
    context = {
        "tabs": list(_tabs(counts, bad, now)), "rows": _rows(request, list(chunk)), "pager": pages(request, chunk),
        "total": sum(counts.values()), "now": now, "advice": ADVICE.get(now, ""), "off": _off(request),
        "may_poll": can_poll(request),
    }  # fmt: skip
    return render(request, "pages/audit/collection.html", context)


def _tabs(counts: Mapping[str, int], bad: int, now: str) -> Iterator[dict[str, Any]]:
    numbers = {"bad": bad, "all": sum(counts.values()), **counts}
    for key, title in TITLES.items():
        if key in {"bad", "ok", "all"} or numbers.get(key) or key == now:
            yield {"title": title, "url": f"?state={key}", "active": key == now, "count": numbers.get(key, 0)}


def _rows(request: HttpRequest, accesses: list[Any]) -> list[dict[str, Any]]:
    """Lines of the page, each with the outpost that polls it and what explains its silence."""
    outposts = outposts_of([each.pk for each in accesses])
    explained = explained_by(request, {each.device_id for each in accesses if each.key == "unreachable"})
    return [
        _row(each) | polled_by(outposts.get(each.pk)) | {"explained": explained.get(each.device_id, "")}
        for each in accesses
    ]


def polled_by(outpost: tuple[int, str] | None) -> dict[str, Any]:
    """Who polls instead of the core, for templates: `outpost`, empty for the core, and its page."""
    key, name = outpost or (None, "")
    return {"outpost": name, "outpost_url": reach.page("outposts.outpost", key) if key else ""}


def spoken(access: Any) -> str:
    """What is spoken with a device: the version of SNMP, else the method."""
    return str(access.get_version_display() if access.method == "snmp" else access.get_method_display())


def _row(access: Any) -> dict[str, Any]:
    poll = getattr(access, "poll", None)
    return {
        "device": reach.name_of(access.device), "url": reach.page("dcim.device", access.device_id),
        "site": access.device.site.name,
        "state": states.poll_state(access.key), "advice": ADVICE.get(access.key, ""),
        "address": f"{access.address.partition('/')[0]}:{access.port}", "version": spoken(access),
        "credential": access.credential.name, "error": poll.error if poll else "",
        "since": words.since(poll.since) if poll else words.DASH, "since_at": poll.since if poll else None,
        "success": words.moment(poll.last_success) if poll else words.DASH,
        "success_at": poll.last_success if poll else None,
        "attempt": words.exactly(poll.last_attempt) if poll else words.DASH,
        "duration": f"{words.number(poll.duration_ms)} ms" if poll and poll.duration_ms is not None else words.DASH,
        "failures": poll.failures if poll else 0, "skipped": poll.skipped if poll else 0,
        "lessons": list(pace.lessons(poll)), "poll_url": reverse("ui:poll_now", args=[access.device_id]),
    }  # fmt: skip


def _off(request: HttpRequest) -> int:
    """Devices whose polling is switched off; they are in no tab."""
    off = reach.within(request, Access).filter(enabled=False)
    return off.exclude(device__accesses__enabled=True).values("device").distinct().count()


def can_poll(request: HttpRequest) -> bool:
    """Whether the person may ask for a poll: it is a change of how a device is polled."""
    return reach.may(request, "reconcile.access", "change")


@require_POST
def poll_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Have one device polled as soon as a collector is free."""
    reach.need(request, "reconcile.access", "change")
    device = reach.find(request, Device, pk)
    access = reach.within(request, Access, "change").filter(device=device, enabled=True).first()
    if access is None:
        messages.warning(request, _("%(device)s is not polled: it has no enabled access.") % {"device": device})
    elif outpost := outposts_of([access.pk]).get(access.pk):
        text = _("%(device)s is polled by outpost %(outpost)s, which the core cannot hurry.")
        messages.warning(request, text % {"device": device, "outpost": outpost[1]})
    else:
        ask(access.pk)
        messages.success(request, _("%(device)s will be polled next.") % {"device": device})
    return redirect(back(request))


def ask(access: int) -> None:
    """Make an access due at once; the sweep looks for due ones every few seconds (`infoport.tasks.polling`)."""
    Poll.objects.filter(access=access).update(next_due=timezone.now())
