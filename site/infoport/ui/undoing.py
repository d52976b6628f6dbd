"""Undo: a preview of what comes back, what gets which value back and what goes; then the deed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from infoport.history import actor_of
from infoport.ui import changes, errors, words
from infoport.ui.asker import asker
from infoport.ui.navigation import belongs
from inventory.core import reversal
from inventory.core.models import ObjectChange
from inventory.core.undoing import Refused, undo
from inventory.declare import deleting
from inventory.declare.history import acting
from inventory.declare.registry import specs
from inventory.declare.values import BadFilter, read_integer, read_uuid
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.core.reversal import Reversal, Step

SHOWN: Final = 50
"""Objects a preview lists."""
CONFIRM: Final = "_confirm"


class Asked(NamedTuple):
    """What is to be undone: the changes, what that does, and the parameters that name it."""

    title: str
    listed: Sequence[ObjectChange]
    plan: Reversal
    params: dict[str, str]


@require_http_methods(["GET", "POST"])
def undo_page(request: HttpRequest) -> HttpResponse:
    """`/core/undo/?change=` (with `field=`: one value), or `?request=`: everything of one request."""
    belongs(request, specs["core.objectchange"].menu)
    if not changes.may_read(asker(request)):
        return errors.page(request, 403, errors.lacking(specs["core.objectchange"], "view"))
    try:
        with unlimited():
            asked = _asked(request)
            reasons = [] if asked.plan.obstacles or not len(asked.plan) else _tried(request, asked.plan)
    except BadFilter as error:
        return errors.bad_filter(request, error)
    except reversal.TooMuch:
        text = _("The request changed more than %(most)s objects, which are not undone at once.")
        return errors.page(request, 400, text % {"most": words.counted(reversal.MOST)})
    possible = bool(len(asked.plan)) and not asked.plan.obstacles and not reasons
    if request.method == "POST" and CONFIRM in request.POST and possible:
        return _done(request, asked)
    return _page(request, asked, reasons, possible=possible)


def _asked(request: HttpRequest) -> Asked:
    """Read the address or the form. Raises `BadFilter`, `TooMuch`, or `Http404` for what may not be seen."""
    given = request.POST if request.method == "POST" else request.GET
    if given.get("request"):
        listed = reversal.of_request(read_uuid("request", given["request"]))
        _must_see(request, listed)
        return Asked(_("Undo a request?"), listed, reversal.planned(listed), {"request": given["request"]})
    key = read_integer("change", given.get("change", ""))
    change = changes.visible(asker(request)).filter(pk=key).first()
    if change is None:
        raise Http404(_("There is no change %d, or it is outside your rights.") % key)
    if given.get("field"):
        return _field(change, given["field"])
    listed = reversal.whole(change)
    _must_see(request, listed)
    return Asked(_("Undo a change?"), listed, reversal.planned(listed), {"change": str(key)})


def _field(change: ObjectChange, column: str) -> Asked:
    known = changes.by_column(specs.get(changes.changed_type(change))).get(column)
    if change.action != "update" or column not in (change.prechange_data or {}) or known is None:
        raise BadFilter(
            "field", _("Change %(id)d has no value “%(field)s” to restore.") % {"id": change.pk, "field": column}
        )
    title = _("Restore “%(field)s” of %(object)s?") % {
        "field": words.capital(known.label),
        "object": change.object_repr,
    }
    return Asked(title, [change], reversal.restored(change, column), {"change": str(change.pk), "field": column})


def _must_see(request: HttpRequest, listed: Sequence[ObjectChange]) -> None:
    """Raise `Http404` unless every one of the changes may be seen."""
    keys = [each.pk for each in listed]
    if not keys or changes.visible(asker(request)).filter(pk__in=keys).count() < len(keys):
        raise Http404(_("There is no such request, or a part of it is outside your rights."))


def _tried(request: HttpRequest, plan: Reversal) -> list[str]:
    """Why it would be refused: it is done, and rolled back."""
    try:
        with unlimited(), transaction.atomic(), acting(actor_of(request)):
            undo(plan, user=asker(request))
            transaction.set_rollback(True)
    except Refused as error:
        return error.reasons
    return []


def _done(request: HttpRequest, asked: Asked) -> HttpResponse:
    number = len(asked.plan)
    with acting(actor_of(request)):
        undo(asked.plan, user=asker(request), message=request.POST.get("_message", "").strip() or _message(asked))
    text = ngettext("Undone: %(number)s object is as it was.", "Undone: %(number)s objects are as they were.", number)
    messages.success(request, changes.undoable(request, text % {"number": words.counted(number)}))
    return HttpResponseRedirect(_where(asked))


def _message(asked: Asked) -> str:
    """What the history says of the undoing unless the person says something."""
    if "field" in asked.params:
        return _("value restored from change %s") % asked.params["change"]
    name = asked.params.get("change") or asked.params.get("request", "")[:8]
    return _("undone: %s") % name


def _where(asked: Asked) -> str:
    """The object, when one is left of a few; else the list of its type."""
    for _action, step in asked.plan.steps():
        if _action != "delete" and step.label == changes.changed_type(asked.listed[-1]):
            return f"{specs[step.label].page}{step.id}/"
    return specs[asked.plan.leaving[0].label].page if asked.plan.leaving else f"{specs['core.objectchange'].page}"


def _page(request: HttpRequest, asked: Asked, reasons: Sequence[str], *, possible: bool) -> HttpResponse:
    plan, first = asked.plan, asked.listed[-1]
    log = specs["core.objectchange"]
    context = {
        "title": asked.title, "params": asked.params, "confirm": CONFIRM, "possible": possible, "reasons": reasons,
        "who": first.user_name, "when": words.moment(first.time), "why": first.message, "number": len(plan),
        "log": f"{log.page}?request_id={first.request_id}" if first.request_id else f"{log.page}{first.pk}/",
        "count": len(asked.listed), "items": list(_items(plan)), "more": max(0, len(plan) - SHOWN),
        "obstacles": list(_obstacles(plan)), "more_obstacles": max(0, len(plan.obstacles) - SHOWN),
        "also": _also(plan), "unkept": [words.capital(each.verbose_name_plural) for each in _unkept(plan)],
        "crumbs": [{"title": words.capital(log.verbose_name_plural), "url": log.page}],
        "button": _("Restore the value") if "field" in asked.params else _button(len(plan)),
    }  # fmt: skip
    status = 409 if request.method == "POST" and not possible else 200
    return render(request, "pages/undo/undo.html", context, status=status)


def _button(number: int) -> str:
    return ngettext("Undo for %(number)s object", "Undo for %(number)s objects", number) % {
        "number": words.counted(number)
    }


def _items(plan: Reversal) -> Iterator[dict[str, Any]]:
    """The first objects: what becomes of each, and of values: as they are and as they will be."""
    steps = list(plan.steps())[:SHOWN]
    fields = changes.details([_as_change(step, action) for action, step in steps])
    effects = {
        "add": ("ok", _("comes back")),
        "change": ("planned", _("gets back")),
        "delete": ("down", _("is deleted")),
    }
    for (action, step), listed in zip(steps, fields, strict=True):
        spec = specs[step.label]
        shape, word = effects[action]
        yield {
            "name": step.name, "kind": words.capital(spec.verbose_name), "shape": shape, "word": word,
            "url": "" if action == "add" else f"{spec.page}{step.id}/", "fields": listed if action == "change" else [],
        }  # fmt: skip


def _as_change(step: Step, action: str) -> ObjectChange:
    """What history will say of a step, so that it is shown as history is."""
    now = {name: step.now.get(name) for name in step.values} if action == "change" else {}
    return ObjectChange(
        action="update", changed_object_type=step.label, changed_object_id=step.id,
        prechange_data=now, postchange_data=dict(step.values) if action == "change" else {},
    )  # fmt: skip


def _obstacles(plan: Reversal) -> Iterator[dict[str, Any]]:
    """What is in the way: the object, its field, and the change that would be lost."""
    for step, column, change in plan.obstacles[:SHOWN]:
        spec = specs[step.label]
        known = changes.by_column(spec).get(column)
        yield {
            "name": step.name, "kind": words.capital(spec.verbose_name), "gone": not column,
            "url": f"{spec.page}{step.id}/", "field": words.capital(known.label) if known else column,
            "who": change.user_name if change else "", "when": words.moment(change.time) if change else "",
            "change": f"{specs['core.objectchange'].page}{change.pk}/" if change else "",
        }  # fmt: skip


def _also(plan: Reversal) -> list[tuple[str, int]]:
    """What goes with objects that go, added by others since: types with numbers."""
    leaving = {(step.label, step.id) for step in plan.leaving}
    found: dict[str, set[int]] = {}
    for label in {label for label, _key in leaving}:
        going = deleting.consequences(specs[label], [key for other, key in leaving if other == label]).goes
        for model, keys in going.items():
            found.setdefault(model._meta.label_lower, set()).update(keys)  # noqa: SLF001 - Django's introspection
    numbers = {label: len({key for key in keys if (label, key) not in leaving}) for label, keys in found.items()}
    return [
        (words.capital(spec.verbose_name_plural), number)
        for label, number in numbers.items()
        if number and (spec := specs.get(label)) is not None
    ]


def _unkept(plan: Reversal) -> list[Any]:
    return reversal.unkept({step.label for step in plan.returning}) if plan.returning else []
