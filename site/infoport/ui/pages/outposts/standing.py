"""How an outpost stands: cards of its page, its state in lists, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infoport import states
from infoport.ui.pages import reach, words
from infoport.ui.pages.late import Late
from infoport.ui.panels import Panel, Problem, State, register, register_problems, register_states
from inventory.outposts.models import Bundle, Contact, Outpost
from inventory.outposts.rules.serving import served_by
from inventory.reconcile.models import Access

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest

    from inventory.declare.spec import Spec

LABEL: Final = "outposts.outpost"
SHAPES: Final = {"ok": "ok", "late": "degraded", "unknown": "unknown"}
ALMOST: Final = 80
"""Percent of its spool from which an outpost is said to fill up."""
OFF: Final = 60
"""Seconds by which its clock may differ."""
SHOWN: Final = 20
"""Devices on the page; the list has all."""


def state_of(outpost: Any, contact: Any) -> State:
    """Whether it was heard from lately; the same as SQL computes (`inventory.outposts.rules.standing`)."""
    if contact is None or contact.last_seen is None:
        return State("unknown", _("never heard from"))
    if (timezone.now() - contact.last_seen).total_seconds() > outpost.contact_within:
        return State("degraded", _("late"))
    return State("ok", _("in contact"))


def contact_of(request: HttpRequest, outpost: Outpost) -> Contact | None:
    """What is known of it, read once per request."""
    kept: dict[int, Contact | None] = request.META.setdefault("outpost_contacts", {})
    if outpost.pk not in kept:
        kept[outpost.pk] = Contact.objects.filter(outpost=outpost).first()
    return kept[outpost.pk]


@register_states(LABEL)
def outpost_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """In contact, late, or never heard from; one that is switched off has no state. One query."""
    rows = reach.within(request, Outpost).filter(pk__in=ids, enabled=True).select_related("contact")
    return {each.pk: state_of(each, getattr(each, "contact", None)) for each in rows}


@register(LABEL)
def outpost_panels(request: HttpRequest, _spec: Spec, outpost: Outpost) -> Iterator[Panel]:
    """How it stands, what may be done, and the devices it polls."""
    contact = contact_of(request, outpost)
    yield Panel(_("How it stands"), "pages/outposts/standing.html", Late(lambda: _standing(outpost, contact)), "first")
    if reach.may(request, "reconcile.access"):
        yield Panel(_("Devices"), "pages/outposts/devices.html", Late(lambda: _devices(request, outpost)))
    if reach.may(request, LABEL, "change"):
        given = {
            "enrolled": bool(contact and contact.key_name), "token": bool(contact and contact.token_key),
            "code_until": contact.code_until if contact else None,
            "may_import": reach.may(request, "outposts.bundle", "add"),
        }  # fmt: skip
        yield Panel(_("Enrolment and files"), "pages/outposts/deeds.html", given, "rail")


def _standing(outpost: Outpost, contact: Contact | None) -> dict[str, Any]:
    if contact is None or not (contact.key_name or contact.last_seen):
        return {"never": True}
    percent = _filled(contact)
    used = {"used": words.octets(contact.octets), "limit": words.octets(contact.octets_limit)}
    return {
        "state": state_of(outpost, contact), "seen": words.exactly(contact.last_seen), "seen_at": contact.last_seen,
        "ago": words.since(contact.last_seen), "error": contact.error, "percent": percent,
        "spool": _("%(used)s of %(limit)s") % used if percent is not None else words.DASH,
        "spool_state": "degraded" if percent is not None and percent >= ALMOST else None,
        "facts": [
            {"label": _("Behind by"), "value": words.since(contact.oldest) if contact.oldest else _("nothing waits")},
            {"label": _("Clock"), "value": _clock(contact)},
        ],
    }  # fmt: skip


def _filled(contact: Contact) -> int | None:
    """Percent of the spool that is used; None where it was not told."""
    if contact.octets is None or not contact.octets_limit:
        return None
    return min(100, round(100 * contact.octets / contact.octets_limit))


def _clock(contact: Contact) -> str:
    if contact.clock_off is None:
        return words.DASH
    if abs(contact.clock_off) < 1:
        return _("agrees")
    text = _("%(span)s ahead") if contact.clock_off > 0 else _("%(span)s behind")
    return text % {"span": words.span(abs(contact.clock_off))}


def _devices(request: HttpRequest, outpost: Outpost) -> dict[str, Any]:
    keys = served_by(outpost.pk) if outpost.enabled else []
    rows = states.with_key(reach.within(request, Access).filter(pk__in=keys)).select_related("device__site", "poll")
    found = list(rows.order_by("poll__since", "device___name")[:SHOWN])
    return {
        "rows": [
            {
                "state": states.poll_state(each.key), "name": reach.name_of(each.device),
                "url": reach.page("dcim.device", each.device_id), "address": each.address.partition("/")[0],
                "every": words.span(each.interval), "error": each.poll.error if hasattr(each, "poll") else "",
                "success": words.moment(each.poll.last_success) if hasattr(each, "poll") else words.DASH,
            }
            for each in found
        ],
        "left": max(0, len(keys) - len(found)), "enabled": outpost.enabled,
    }  # fmt: skip


@register_problems(LABEL, gettext_lazy("contact, spool, clock, what it serves"))
def outpost_problems(request: HttpRequest, _spec: Spec, outpost: Outpost) -> Iterator[Problem]:
    """That nobody heard from it, what keeps it from its work, and segments that are served twice or not at all."""
    contact = contact_of(request, outpost)
    url = reach.page(LABEL, outpost.pk)
    if outpost.enabled:
        state = state_of(outpost, contact)
        if contact is None or contact.last_seen is None:
            yield Problem("unknown", _("It was never heard from"), _("Nobody polls its devices before it enrols."), url)
        elif state.shape != "ok":
            told = {"span": words.since(contact.last_seen), "within": words.span(outpost.contact_within)}
            yield Problem(
                "down", _("The outpost is late"), _("silent for %(span)s, expected within %(within)s") % told, url
            )
    if contact is not None:
        yield from _said(contact, url)
    yield from _serving(outpost)
    yield from _refused(request, outpost)


def _said(contact: Contact, url: str) -> Iterator[Problem]:
    if contact.error:
        yield Problem("degraded", _("Something keeps it from its work"), contact.error, url)
    percent = _filled(contact)
    if percent is not None and percent >= ALMOST:
        yield Problem("degraded", _("Its spool fills up"), _("%(percent)d %% used; when it is full, it stops polling")
                      % {"percent": percent}, url)  # fmt: skip
    if contact.clock_off is not None and abs(contact.clock_off) > OFF:
        yield Problem("degraded", _("Its clock is wrong"), _clock(contact), url)


def _serving(outpost: Outpost) -> Iterator[Problem]:
    segments = list(outpost.segments.all())
    edit = reach.page(LABEL, outpost.pk, "edit/")
    if not segments:
        yield Problem("degraded", _("It serves no segment"), _("It has nothing to poll."), "", edit)
    others = Outpost.objects.filter(Q(enabled=True), segments__in=segments).exclude(pk=outpost.pk).distinct()
    for each in others if outpost.enabled else ():
        detail = _("%(other)s; the one declared first polls its devices") % {"other": each.name}
        yield Problem("degraded", _("Another outpost serves the same segment"), detail, "", edit)


def _refused(request: HttpRequest, outpost: Outpost) -> Iterator[Problem]:
    if not reach.may(request, "outposts.bundle"):
        return
    last = reach.within(request, Bundle).filter(outpost=outpost).order_by("-created").first()
    if last is not None and last.state == "refused":
        title = _("Its last bundle was refused: %(reason)s") % {"reason": last.get_reason_display()}
        yield Problem("degraded", title, last.detail, reach.page("outposts.bundle", last.pk))


ADVICE: Final[Mapping[str, Any]] = {
    "malformed": gettext_lazy("Copy it from the medium again."),
    "tampered": gettext_lazy("Find out by whom; then export it anew."),
    "foreign": gettext_lazy("Is it the right medium? Where the outpost's keys are new, it has to enrol again."),
    "replayed": gettext_lazy("Nothing is missing. Carry the letter back, so that the spool is freed."),
    "out-of-order": gettext_lazy("Import the earlier bundle first, or export without --new."),
    "different": gettext_lazy("The outpost's folder was copied or restored; it has to enrol again."),
    "disabled": gettext_lazy("Switch the outpost on, or leave it."),
}
"""What to do about a refused bundle."""


@register("outposts.bundle")
def bundle_panels(request: HttpRequest, _spec: Spec, bundle: Bundle) -> Iterator[Panel]:
    """What comes next: the letter to carry back, or what to do about the refusal."""
    given = {
        "advice": ADVICE.get(bundle.reason or "", ""), "outpost": bundle.outpost_id,
        "may_write": bundle.outpost_id is not None and reach.may(request, LABEL, "change"),
    }  # fmt: skip
    if given["advice"] or given["may_write"]:
        yield Panel(_("What comes next"), "pages/outposts/next.html", given, "rail")


@register_states("outposts.bundle")
def bundle_states(request: HttpRequest, ids: Sequence[int]) -> Mapping[int, State]:
    """Accepted or refused. One query."""
    rows = reach.within(request, Bundle).filter(pk__in=ids)
    return {each.pk: State("ok" if each.state == "accepted" else "down", each.get_state_display()) for each in rows}
