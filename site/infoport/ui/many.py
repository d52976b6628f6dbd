"""More objects than one request changes or deletes: asked here, tried and done by a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from infoport.jobs import delete_objects, edit_objects
from infoport.ui import bulk, deletion
from infoport.ui.asker import asker
from infoport.ui.listing import crumbs
from infoport.ui.selection import selected
from inventory.declare.forms import is_writable
from inventory.declare.registry import specs
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.core.models import Job
    from inventory.declare.forms import SpecForm
    from inventory.declare.spec import Spec


def edit_many(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The form for all that match; its preview is a job's dry run. Fewer objects are changed within the request."""
    ids = _too_many(request, spec, "change")
    if ids is None:
        return bulk.edit_many(request, spec)
    user = asker(request)
    if not request.POST.get(bulk.STEP):
        return _page(request, spec, bulk.bulk_form(spec, user), ids)
    form, ticked = bulk.ticked_form(request, spec)
    if form.errors:
        return _page(request, spec, form, ids, ticked)
    given = QueryDict(mutable=True)
    for name in request.POST:
        if name in form.fields:
            given.setlist(name, request.POST.getlist(name))
    with transaction.atomic():
        message = request.POST.get("_message", "").strip()[:200]
        return _leads(edit_objects(spec, ids, given.urlencode(), ticked, message, user=user))


def delete_many(request: HttpRequest, spec: Spec) -> HttpResponse:
    """A dry run that tells what goes with all that match; fewer objects are deleted within the request."""
    ids = _too_many(request, spec, "delete")
    if ids is None:
        return deletion.delete_many(request, spec)
    with transaction.atomic():
        return _leads(delete_objects(spec, ids, user=asker(request)))


def _leads(job: Job) -> HttpResponse:
    return HttpResponseRedirect(f"{specs['core.job'].page}{job.pk}/")


def _too_many(request: HttpRequest, spec: Spec, action: str) -> Sequence[int] | None:
    """The ids of all that match, in order of id; None where a request does it, or refuses it."""
    if not request.POST.get("all") or not is_writable(spec) or not asker(request).may(spec.label, action):
        return None
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    try:
        rows = selected(request, spec, query, action=action).rows
    except BadFilter:
        return None
    ids: list[int] = list(rows.order_by("pk").values_list("pk", flat=True))
    return ids if len(ids) > bulk.MOST else None


def _page(
    request: HttpRequest, spec: Spec, form: SpecForm, ids: Sequence[int], ticked: Sequence[str] = ()
) -> HttpResponse:
    first = spec.model._default_manager.filter(pk__in=ids[:5]).order_by("pk")  # noqa: SLF001 - any declared model
    context: dict[str, Any] = {
        "spec": spec, "form": form, "crumbs": crumbs(spec, leaf=False), "back": spec.page, "keys": [],
        "title": _("Edit %(number)d %(type)s") % {"number": len(ids), "type": spec.verbose_name_plural},
        "fields": [{"bound": form[name], "ticked": name in ticked} for name in form.fields], "number": len(ids),
        "named": [str(each) for each in first], "ticked_name": bulk.TICKED, "step": bulk.STEP,
        "message": request.POST.get("_message", ""), "query": request.POST.get("query", ""), "everything": True,
    }  # fmt: skip
    return render(request, "generic/bulk.html", context, status=422 if form.errors else 200)
