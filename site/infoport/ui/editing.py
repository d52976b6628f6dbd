"""Adding and changing one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from infoport.history import actor_of
from infoport.ui import changes, contextual, errors, words
from infoport.ui.asker import asker
from infoport.ui.detail import found, reaches
from infoport.ui.listing import crumbs
from inventory.declare import write
from inventory.declare.forms import SpecForm, copied, defaults, initial_of, is_writable, prefilled
from inventory.declare.history import acting
from inventory.declare.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

TOKEN = "_last_updated"  # noqa: S105 - the name of a form field
MESSAGE = "_message"
ANOTHER = "_another"


def add(request: HttpRequest, spec: Spec) -> HttpResponse:
    """A form for a new object, prefilled from the address; `_copy` names one to take over from."""
    if not is_writable(spec) or not asker(request).may(spec.label, "add"):
        return errors.page(request, 403, errors.lacking(spec, "add"))
    if request.method == "POST":
        form = SpecForm(spec, asker(request), request.POST)
        return _saved(request, form, spec.model()) or _page(request, form, None, status=422)
    initial = {**prefilled(spec, request.GET), **contextual.proposed(request, spec)}
    if request.GET.get("_copy", "").isdecimal():
        model = found(request, spec, int(request.GET["_copy"]))
        initial = {**copied(spec, initial_of(spec, model)), **initial}
    return _page(request, SpecForm(spec, asker(request), initial={**defaults(spec), **initial}), None)


def edit(request: HttpRequest, spec: Spec, pk: int) -> HttpResponse:
    """A form for an object that exists; refused, with the input kept, when someone else changed it meanwhile."""
    instance = found(request, spec, pk)
    if not is_writable(spec) or not reaches(request, spec, pk, "change"):
        return errors.page(request, 403, errors.lacking(spec, "change"))
    stored = initial_of(spec, instance, _computed(spec, pk))
    if request.method == "POST":
        form = SpecForm(spec, asker(request), request.POST, initial=stored)
        return _saved(request, form, instance) or _page(request, form, pk, status=422)
    form = SpecForm(spec, asker(request), initial=stored)
    return _page(request, form, pk, token=_version(instance))


def _computed(spec: Spec, pk: int) -> dict[str, Any]:
    """Values of computed keys that may be written, as the ends of a cable."""
    names = [name for name in spec.accepts if name in spec.fields]
    read = rows(spec, names, [pk]) if names else []
    return dict(zip(names, read[0].values, strict=True)) if read else {}


def _version(instance: Any) -> str:
    updated = getattr(instance, "last_updated", None)
    return updated.isoformat() if updated else ""


def _saved(request: HttpRequest, form: SpecForm, instance: Any) -> HttpResponse | None:
    """Write the form; where to go then, or None when it was refused."""
    spec = form.spec
    if not form.is_valid():
        return None
    created = instance.pk is None
    since = None if created else _since(request, instance)
    try:
        with acting(actor_of(request)):
            write.save(
                spec, instance, form.values(), user=asker(request),
                message=request.POST.get(MESSAGE, "").strip()[:200], unchanged_since=since,
            )  # fmt: skip
    except ValidationError as error:
        form.absorb(error)
        return None
    except PermissionDenied:
        text = _("The object would lie outside your rights, so it was not saved. %s")
        form.add_error(None, text % errors.lacking(spec, "add" if created else "change"))
        return None
    except write.Conflict as error:
        return _page(
            request, form, instance.pk, status=409, conflict=_conflict(request, spec, instance, since, str(error))
        )
    _tell(request, spec, instance, created=created)
    if ANOTHER in request.POST:
        return HttpResponseRedirect(request.get_full_path())
    return HttpResponseRedirect(contextual.back(request, f"{spec.page}{instance.pk}/"))


def _since(request: HttpRequest, instance: Any) -> datetime | None:
    """When the form was read; None for a type that does not keep it, or a form that does not say."""
    if not hasattr(instance, "last_updated"):
        return None
    try:
        return parse_datetime(request.POST.get(TOKEN, ""))
    except ValueError:
        return None


def _conflict(request: HttpRequest, spec: Spec, instance: Any, since: datetime | None, reason: str) -> dict[str, Any]:
    """What others changed since the form was read, and the version the form would overwrite now."""
    stored = spec.model._default_manager.filter(pk=instance.pk).first()  # noqa: SLF001 - any declared model
    listed = []
    if changes.may_read(asker(request)) and since is not None:
        listed = list(changes.history(asker(request), spec, instance.pk).filter(time__gt=since)[:5])
    return {
        "reason": reason, "token": _version(stored) if stored is not None else "",
        "changes": list(zip(listed, changes.details(listed), strict=True)), "gone": stored is None,
    }  # fmt: skip


def _tell(request: HttpRequest, spec: Spec, instance: Any, *, created: bool) -> None:
    names = {"type": words.capital(spec.verbose_name), "name": spec.display_of(instance)}
    text = _("%(type)s “%(name)s” added.") if created else _("%(type)s “%(name)s” saved.")
    told = text % names
    if contextual.came_from(request):
        told = contextual.linked(text, names["type"], names["name"], f"{spec.page}{instance.pk}/")
    messages.success(request, changes.undoable(request, told))
    once = getattr(instance, "shown_once", None)
    if once is not None:
        messages.warning(request, _("Copy it now, it is not shown again: %s") % once)


def _page(  # noqa: PLR0913 - what a form page is made of
    request: HttpRequest, form: SpecForm, pk: int | None, *, status: int = 200, token: str | None = None,
    conflict: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    spec = form.spec
    shown = spec.model._default_manager.filter(pk=pk).first() if pk is not None else None  # noqa: SLF001 - declared
    name = spec.display_of(shown) if shown is not None else ""
    title = _("Edit %s") % name if pk is not None else _("New %s") % spec.verbose_name
    back = contextual.back(request, f"{spec.page}{pk}/" if pk is not None else spec.page)
    kept = token if token is not None else request.POST.get(TOKEN, "")
    trail = [*crumbs(spec, leaf=False), *([{"title": name, "url": back}] if pk is not None else [])]
    context = {
        "spec": spec, "form": form, "title": title, "back": back, "crumbs": trail, "sections": form.sections(),
        "token_name": TOKEN, "token": conflict["token"] if conflict else kept, "conflict": conflict,
        "message_name": MESSAGE, "message": request.POST.get(MESSAGE, ""), "another": ANOTHER if pk is None else "",
        "failed": status != 200, "now": timezone.now(),  # noqa: PLR2004 - anything but OK
    }  # fmt: skip
    return render(request, "generic/form.html", context, status=status)
