"""Notes and files on the page of any object: shown, added, downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from infoport.attached import content
from infoport.history import actor_of
from infoport.ui.detail import found
from infoport.ui.markdown import rendered
from infoport.ui.pages import reach, words
from infoport.ui.panels import ANY, Panel, register
from inventory.declare import write
from inventory.declare.fetching import holds
from inventory.declare.history import acting
from inventory.declare.permissions import SEEN, restrict
from inventory.declare.registry import specs
from inventory.extras import files
from inventory.extras.kinds import JournalKind
from inventory.extras.models import Attachment, JournalEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from inventory.declare.spec import Spec

JOURNAL: Final = "extras.journalentry"
ATTACHMENT: Final = "extras.attachment"
THEMSELVES: Final = frozenset({
    JOURNAL, ATTACHMENT, "core.job", "core.objectchange", "extras.delivery", "core.datafile",
})  # fmt: skip
"""Types that bear no notes: they are notes, or the product's own records."""
SHAPES: Final = {"info": "planned", "success": "ok", "warning": "degraded", "danger": "down"}
COVERED: Final = (JOURNAL, "extras.delivery")
"""What webhooks were told of an object is no part of it: it has its tab, but no table on the summary."""
SHOWN: Final = 5
"""Notes on the summary; the rest is a list of its own."""


@register(ANY)
def cards(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Panel]:
    """The journal and the files of an object, to those who may see such."""
    if spec.label in THEMSELVES:
        return
    about = {"type": spec.label, "pk": instance.pk}
    if reach.may(request, JOURNAL):
        yield Panel(_("Journal"), "pages/notes/journal.html", _journal(request, about), covers=COVERED)
    if reach.may(request, ATTACHMENT):
        context = {**_files(request, about), **about}
        yield Panel(_("Files"), "pages/notes/files.html", context, place="rail", covers=(ATTACHMENT,))


def _journal(request: HttpRequest, about: dict[str, Any]) -> dict[str, Any]:
    told = {"assigned_object_type": about["type"], "assigned_object_id": about["pk"]}
    rows = restrict(JournalEntry.objects.filter(**told), request.user, "view", SEEN)
    listed = list(rows.select_related("created_by")[: SHOWN + 1]) if holds("extras_journalentry", **told) else []
    query = f"assigned_object_type={about['type']}&assigned_object_id={about['pk']}"
    return {
        **about,
        "entries": [
            {
                "url": reach.page(JOURNAL, each.pk), "kind": JournalKind(each.kind).label, "shape": SHAPES[each.kind],
                "who": each.created_by, "at": each.created, "when": words.moment(each.created),
                "text": rendered(each.comments),
            }
            for each in listed[:SHOWN]
        ],
        "more": f"{reach.page(JOURNAL)}?{query}" if len(listed) > SHOWN else "",
        "kinds": JournalKind.choices, "may_add": reach.may(request, JOURNAL, "add"),
    }  # fmt: skip


def _files(request: HttpRequest, about: dict[str, Any]) -> dict[str, Any]:
    told = {"object_type": about["type"], "object_id": about["pk"]}
    rows = restrict(Attachment.objects.filter(**told), request.user, "view", SEEN)
    listed = list(rows.order_by("name")[:50]) if holds("extras_attachment", **told) else []
    return {
        "files": [
            {
                "url": f"{reach.page(ATTACHMENT, each.pk)}content/", "page": reach.page(ATTACHMENT, each.pk),
                "name": each.name, "size": filesizeformat(each.size), "picture": each.mime_type in files.PICTURES,
            }
            for each in listed
        ],
        "may_add": reach.may(request, ATTACHMENT, "add"),
    }  # fmt: skip


def _subject(request: HttpRequest) -> tuple[Spec, int]:
    """The object a form is about. Raises `Http404` when there is none that the person may see."""
    spec = specs.get(request.POST.get("type", ""))
    key = request.POST.get("pk", "")
    if spec is None or not key.isdecimal():
        raise Http404
    found(request, spec, int(key))
    return spec, int(key)


@require_POST
def add_note(request: HttpRequest) -> HttpResponse:
    """Keep a note on an object and return to its page."""
    reach.need(request, JOURNAL, "add")
    spec, key = _subject(request)
    values = {
        "assigned_object_type": spec.label, "assigned_object_id": key,
        "kind": request.POST.get("kind", "info"), "comments": request.POST.get("comments", "").strip(),
    }  # fmt: skip
    _kept(request, JOURNAL, values, _("The note was kept."))
    return redirect(f"{spec.page}{key}/")


@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """Keep a file at an object and return to its page."""
    reach.need(request, ATTACHMENT, "add")
    spec, key = _subject(request)
    upload = request.FILES.get("file")
    if upload is None:
        messages.warning(request, _("No file was chosen."))
        return redirect(f"{spec.page}{key}/")
    name = upload.name or _("file")
    try:
        kept = files.store(upload.chunks(), upload.size or 0, name)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        values = {"object_type": spec.label, "object_id": key, "name": name, **kept}
        _kept(request, ATTACHMENT, values, _("“%s” was kept.") % name)
    return redirect(f"{spec.page}{key}/")


def _kept(request: HttpRequest, label: str, values: dict[str, Any], said: str) -> None:
    """Write one and say so, or say why not."""
    spec = specs[label]
    try:
        with acting(actor_of(request)):
            write.save(spec, spec.model(), values, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The content of an attachment, for those who may see what it belongs to."""
    return content(reach.find(request, Attachment, pk))
