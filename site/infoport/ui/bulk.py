"""Changing many objects at once: only ticked fields, after a preview of what is kept, changed and refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from infoport.history import actor_of
from infoport.ui import changes, errors, words
from infoport.ui.asker import asker
from infoport.ui.listing import crumbs
from infoport.ui.selection import selected
from inventory.core.models import ObjectChange
from inventory.declare import bulk
from inventory.declare.custom import PREFIX
from inventory.declare.custom_columns import is_custom
from inventory.declare.formfields import ReferenceField
from inventory.declare.forms import SpecForm, is_writable
from inventory.declare.history import acting
from inventory.declare.permissions import restrict
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

MOST: Final = 1000
"""Objects one request changes; each is validated as if it were saved alone."""
TICKED: Final = "_fields"
STEP: Final = "_step"
ADD_TAGS, REMOVE_TAGS = "add_tags", "remove_tags"
REASONS: Final = 5
SHOWN: Final = 50
"""Objects whose fields a preview shows before and after."""


class TooMany(ValueError):
    """More objects were ticked than one request may change."""


def chosen(request: HttpRequest, spec: Spec, action: str) -> list[Any]:
    """The ticked objects on which the person may do `action`: by `pk`, or all that match `query` when `all` is set.

    Raises `BadFilter` for a query that cannot be obeyed, `TooMany` naming the limit.
    """
    if request.POST.get("all"):
        rows = selected(request, spec, QueryDict(request.POST.get("query", ""), mutable=True), action=action).rows
    else:
        keys = [int(key) for key in request.POST.getlist("pk") if key.isdecimal() and len(key) < 19]  # noqa: PLR2004
        rows = restrict(spec.model._default_manager.all(), asker(request), action).filter(pk__in=keys)  # noqa: SLF001
    found = list(rows.order_by("pk")[: MOST + 1])
    if len(found) > MOST:
        text = _("More than %(most)d %(type)s at once; add a condition, or import a file.")
        raise TooMany(text % {"most": MOST, "type": spec.verbose_name_plural})
    return found


@dataclass
class Effect:
    """What would become of one field: objects that keep it, change it, refuse; the most frequent reasons."""

    label: str
    kept: int = 0
    changed: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> list[tuple[str, int]]:
        """The most frequent reasons."""
        return self.reasons.most_common(REASONS)


class Attempt(NamedTuple):
    """What a change of many does: to each field, to how many objects, and to the first of them field by field."""

    effects: list[Effect]
    done: int
    shown: list[tuple[str, list[changes.Changed]]]
    more: int


def edit_many(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The form, its preview, and the deed, told apart by `_step`."""
    if not is_writable(spec) or not asker(request).may(spec.label, "change"):
        return errors.page(request, 403, errors.lacking(spec, "change"))
    try:
        instances = chosen(request, spec, "change")
    except (BadFilter, TooMany) as error:
        return errors.page(request, 400, str(error))
    if not instances:
        messages.warning(request, _("Nothing was ticked, so there is nothing to edit."))
        return HttpResponseRedirect(spec.page)
    step = request.POST.get(STEP, "")
    if not step:
        return _page(request, spec, bulk_form(spec, asker(request)), instances)
    return _tried(request, spec, instances, apply=step == "apply")


def ticked_form(request: HttpRequest, spec: Spec) -> tuple[SpecForm, list[str]]:
    """The form as it was sent, with the errors of ticked fields alone, and the names of these."""
    ticked = [name for name in request.POST.getlist(TICKED) if name in offered(spec, asker(request))]
    form = bulk_form(spec, asker(request), request.POST, ticked)
    if not ticked:
        form.add_error(None, _("Tick the fields to change."))
    for name in set(form.errors) - {*ticked, NON_FIELD_ERRORS}:
        del form.errors[name]
    return form, ticked


def _tried(request: HttpRequest, spec: Spec, instances: Sequence[Any], *, apply: bool) -> HttpResponse:
    form, ticked = ticked_form(request, spec)
    if form.errors:
        return _page(request, spec, form, instances, ticked=ticked, status=422)
    tried = attempt(request, spec, instances, form, ticked, apply=apply)
    if not apply:
        # Read anew: the attempt has changed the objects in memory, and was rolled back in the database.
        return _page(request, spec, form, chosen(request, spec, "change"), ticked=ticked, tried=tried)
    text = _("%(done)d of %(number)d %(type)s changed.")
    told = text % {"done": tried.done, "number": len(instances), "type": spec.verbose_name_plural}
    say = messages.success if tried.done == len(instances) else messages.warning
    say(request, changes.undoable(request, told))
    return HttpResponseRedirect(spec.page)


def offered(spec: Spec, user: Any) -> list[str]:
    """Fields that many objects may share: not what must be unique, names one object, or is written and never shown."""
    form = SpecForm(spec, user)
    names = [
        name
        for name in form.fields
        if name not in spec.accepts
        and name not in {"name", "slug"}
        and not getattr(getattr(spec.fields.get(name), "model_field", None), "unique", False)
        and not form.fields[name].disabled
    ]
    return [*(name for name in names if name != "tags"), *((ADD_TAGS, REMOVE_TAGS) if "tags" in form.fields else ())]


def bulk_form(spec: Spec, user: Any, data: Any = None, ticked: Sequence[str] = ()) -> SpecForm:
    """The form of one object without required fields; what is not ticked is not read."""
    form = SpecForm(spec, user, data)
    names = offered(spec, user)
    for name in list(form.fields):
        if name not in names:
            del form.fields[name]
    if ADD_TAGS in names:
        for name, label in ((ADD_TAGS, _("Add tags")), (REMOVE_TAGS, _("Remove tags"))):
            form.fields[name] = ReferenceField(
                ("extras.tag",), user, many=True, mixed=False, required=False, label=label
            )
    for name, made in form.fields.items():
        made.required = made.required and name in ticked
    form.fill()
    return form


def attempt(  # noqa: PLR0913 - what a bulk change is made of
    request: HttpRequest, spec: Spec, instances: Sequence[Any], form: SpecForm, ticked: Sequence[str], *, apply: bool
) -> Attempt:
    """Change what can be changed as one set; everything is rolled back unless `apply`."""
    effects = {name: Effect(str(form.fields[name].label)) for name in ticked}
    plain = [name for name in ticked if name in spec.fields or is_custom(name)]
    wanted = [form.values(plain) | tags_of(instance, form, ticked) for instance in instances]
    differ = [set(differing(spec, one, values, ticked)) for one, values in zip(instances, wanted, strict=True)]
    names = [str(instance) for instance in instances]
    pairs = [(one, values) for one, values, names in zip(instances, wanted, differ, strict=True) if names]
    message = request.POST.get("_message", "").strip()[:200]
    with acting(actor_of(request)), transaction.atomic():
        outcome = bulk.save_valid(spec, pairs, user=asker(request), message=message)
        shown, more = ([], 0) if apply else _recorded(request, spec)
        if not apply:
            transaction.set_rollback(True)
    positions = [at for at, changed in enumerate(differ) if changed]
    problems = {positions[at]: _told(names[positions[at]], error) for at, error in outcome.problems.items()}
    problems |= {
        positions[at]: [_("%s would lie outside your rights.") % names[positions[at]]] for at in outcome.denied
    }
    for at, changed in enumerate(differ):
        for name in ticked:
            _count(effects[name], name in changed, problems.get(at, ()))
    return Attempt(list(effects.values()), len(instances) - len(problems), shown, more)


def _recorded(request: HttpRequest, spec: Spec) -> tuple[list[tuple[str, list[changes.Changed]]], int]:
    """What history has just recorded of the first objects, field by field, and of how many more."""
    rows = ObjectChange.objects.filter(request_id=getattr(request, "id", None), changed_object_type=spec.label)
    first = list(rows.order_by("pk")[:SHOWN])
    listed = [(change.object_repr, fields) for change, fields in zip(first, changes.details(first), strict=True)]
    return listed, max(0, rows.count() - SHOWN)


def _told(name: str, error: ValidationError) -> list[str]:
    by_name = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [f"{name}: {' '.join(texts)}" for texts in by_name.values()]


def _count(effect: Effect, changed: bool, problems: Sequence[str]) -> None:
    if problems:
        effect.refused += 1
        effect.reasons.update(problems)
    elif changed:
        effect.changed += 1
    else:
        effect.kept += 1


def tags_of(instance: Any, form: SpecForm, ticked: Sequence[str]) -> dict[str, Any]:
    """The object's tags after adding and removing."""
    if ADD_TAGS not in ticked and REMOVE_TAGS not in ticked:
        return {}
    gone = {tag.pk for tag in form.cleaned_data.get(REMOVE_TAGS) or () if REMOVE_TAGS in ticked}
    more = [tag.pk for tag in form.cleaned_data.get(ADD_TAGS) or () if ADD_TAGS in ticked]
    return {"tags": list(dict.fromkeys([*(key for key in instance.tags if key not in gone), *more]))}


def differing(spec: Spec, instance: Any, values: Mapping[str, Any], ticked: Sequence[str]) -> Iterator[str]:
    """The ticked fields whose value is not yet what it shall be."""
    return (name for name in ticked if _differs(spec, instance, values, name))


def _differs(spec: Spec, instance: Any, values: Mapping[str, Any], name: str) -> bool:
    if name in {ADD_TAGS, REMOVE_TAGS}:
        return sorted(instance.tags) != sorted(values["tags"])
    if is_custom(name):
        stem = name.removeprefix(PREFIX)
        return bool((instance.custom_fields or {}).get(stem) != values["custom_fields"].get(stem))
    if spec.fields[name].kind == "refs":
        return {each.pk for each in getattr(instance, name).all()} != {each.pk for each in values[name]}
    if spec.fields[name].kind == "generic":
        return any(getattr(instance, half) != values[half] for half in (f"{name}_type", f"{name}_id"))
    return bool(getattr(instance, name) != values[name])


def _page(  # noqa: PLR0913 - what the page is made of
    request: HttpRequest, spec: Spec, form: SpecForm, instances: Sequence[Any], *, ticked: Sequence[str] = (),
    tried: Attempt | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    title = _("Edit %(number)d %(type)s") % {"number": len(instances), "type": spec.verbose_name_plural}
    context = {
        "spec": spec, "form": form, "title": title, "crumbs": crumbs(spec, leaf=False), "back": spec.page,
        "fields": [{"bound": form[name], "ticked": name in ticked} for name in form.fields],
        "keys": [each.pk for each in instances], "tried": tried, "number": len(instances),
        "named": [str(each) for each in instances[:5]], "ticked_name": TICKED, "step": STEP,
        "message": request.POST.get("_message", ""), "single": words.capital(spec.verbose_name),
        "apply_title": _("Change %(number)d %(type)s")
        % {"number": tried.done if tried else 0, "type": spec.verbose_name_plural},
    }  # fmt: skip
    return render(request, "generic/bulk.html", context, status=status)
