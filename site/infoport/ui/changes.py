"""History as people read it: field, before, after, who, when, in which request."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Min
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from infoport.ui import cells, panels, pastlinks, words
from inventory.core.models import ObjectChange
from inventory.declare import custom_columns, past
from inventory.declare.permissions import SEEN, restrict
from inventory.declare.registry import specs
from inventory.declare.tables import Reference, references
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from inventory.declare.spec import Field, Spec

CUSTOM: Final = "custom_field_data"
BOOKKEEPING: Final = frozenset({"id", "created", "last_updated"})
OTHERS: Final = 20
UNDO: Final = "/core/undo/"
"""The page that undoes changes, after a preview."""
INSTANT: Final = timedelta(microseconds=1)
"""The smallest step of PostgreSQL's times."""
IN_SENTENCE: Final = 3
"""Fields a one-line summary names before it counts the rest."""


class Changed(NamedTuple):
    """One field of one change. `column` names it for restoring its value; empty where that cannot be done."""

    label: str
    before: SafeString
    after: SafeString
    column: str = ""


def history(user: Any, spec: Spec, pk: int, of: str | None = None) -> QuerySet[ObjectChange]:
    """The changes of one object that the person may see, newest first; `of` is `SEEN` where the object is seen."""
    seen = restrict(ObjectChange.objects.all(), user, "view", spec.label if of is None else of)
    return seen.filter(changed_object_type=spec.label, changed_object_id=pk)


@unlimited()  # `history` has the limits that matter for one object; the view's own name every type there is
def latest(user: Any, spec: Spec, pk: int, limit: int) -> list[ObjectChange]:
    """The newest changes of an object that the person sees."""
    return list(history(user, spec, pk, SEEN)[:limit])


@unlimited()
def number(user: Any, spec: Spec, pk: int) -> int:
    """How many changes of an object that the person sees there are for them."""
    return history(user, spec, pk, SEEN).count()


def may_read(user: Any) -> bool:
    """Whether any change is open to the person."""
    return bool(user.may("core.objectchange", "view"))


def visible(user: Any) -> QuerySet[ObjectChange]:
    """All changes the person may see."""
    return restrict(ObjectChange.objects.all(), user, "view")


def changed_type(change: ObjectChange) -> str:
    """The label of the changed object's type; empty when it is not known."""
    return str(getattr(change, "changed_object_type", None) or "")  # two columns behind one generic reference


def by_column(spec: Spec | None) -> Mapping[str, Field]:
    """Database column, or many-to-many field → field; empty for a type that is gone."""
    if spec is None:
        return {}
    return {field.column or field.name: field for field in spec.fields.values() if field.column or field.kind == "refs"}


def _is_restorable(field: Field | None) -> bool:
    """Whether one value of the field can be written back by itself: half a generic reference cannot."""
    return field is not None and field.writable and field.model_field is not None and not _is_half(field)


def _is_half(field: Field) -> bool:
    refs = getattr(getattr(field.model_field, "model", None), "generic_refs", ())
    return any(field.name in {f"{ref.name}_type", f"{ref.name}_id"} for ref in refs)


def shown_fields(change: ObjectChange) -> Iterator[tuple[str, Field | None, Any, Any]]:
    """`(column, field, before, after)` of what changed; of a whole row, only what is stated."""
    fields = by_column(specs.get(changed_type(change)))
    before, after = change.prechange_data or {}, change.postchange_data or {}
    for column in dict.fromkeys([*fields, *before, *after]):
        was, became = before.get(column), after.get(column)
        if column not in {*before, *after} or column in BOOKKEEPING or column.startswith("_"):
            continue
        if change.action != "update" and cells.is_empty(was) and cells.is_empty(became):
            continue
        if column == CUSTOM and isinstance(was or {}, dict) and isinstance(became or {}, dict):
            yield from _custom(specs[changed_type(change)], was or {}, became or {})
            continue
        yield column, fields.get(column), was, became


def _custom(
    spec: Spec, was: Mapping[str, Any], became: Mapping[str, Any]
) -> Iterator[tuple[str, Field | None, Any, Any]]:
    """The custom fields that differ, one by one; a field that is gone is called by its name."""
    known = custom_columns.fields(spec)
    for name in dict.fromkeys([*was, *became]):
        if was.get(name) != became.get(name):
            yield name, known.get(f"cf_{name}"), was.get(name), became.get(name)


def details(changes: Sequence[ObjectChange]) -> list[list[Changed]]:
    """What changed in each, with the names of what is referred to; one statement for all names."""
    lines = [list(shown_fields(change)) for change in changes]
    named = references(_pairs(lines))
    return [
        [
            Changed(
                words.capital(field.label) if field else column,
                _html(change, field, was, named),
                _html(change, field, became, named),
                column if _is_restorable(field) else "",
            )
            for column, field, was, became in listed
        ]
        for change, listed in zip(changes, lines, strict=True)
    ]


def _pairs(lines: Iterable[Iterable[tuple[str, Field | None, Any, Any]]]) -> Iterator[tuple[str, int]]:
    for listed in lines:
        for _column, field, was, became in listed:
            target = _target(field)
            for value in (was, became):
                for key in (value if isinstance(value, list) else [value]) if target else ():
                    if isinstance(key, int):
                        yield target, key


def _target(field: Field | None) -> str:
    if field is None:
        return ""
    return "extras.tag" if field.kind == "tags" else field.target or ""


def _html(
    change: ObjectChange, field: Field | None, value: Any, named: Mapping[tuple[str, int], Reference]
) -> SafeString:
    target = _target(field)
    if target and isinstance(value, list):
        value = [named.get((target, key)) or Reference(target, key, f"#{key}") for key in value]
    elif target and isinstance(value, int):
        value = named.get((target, value)) or _("#%d (gone)") % value
    spec = specs.get(changed_type(change))
    if spec is None or field is None or (field.kind in {"date", "datetime"} and isinstance(value, str)):
        return cells.plain_html(value)
    return cells.shown(spec, field, value)


def sentence(change: ObjectChange) -> str:
    """One line: what happened, to which fields."""
    if change.action == "create":
        return pgettext("change", "created")
    if change.action == "delete":
        return _("deleted")
    labels = [words.capital(field.label) if field else column for column, field, _was, _became in shown_fields(change)]
    named = _(", ").join(labels[:IN_SENTENCE])
    more = len(labels) - IN_SENTENCE
    return (
        _("%(fields)s and %(more)d more changed") % {"fields": named, "more": more}
        if more > 0
        else (_("%(fields)s changed") % {"fields": named})
    )


def before(change: ObjectChange) -> datetime:
    """The last moment before the request of a change: what it deleted was still whole."""
    first = None
    if change.request_id:
        first = ObjectChange.objects.filter(request_id=change.request_id).aggregate(first=Min("time"))["first"]
    return (first or change.time) - INSTANT


def as_it_was(change: ObjectChange) -> str:
    """The page of the changed object as of then: after the change, or before it when nothing was left."""
    owner = specs.get(changed_type(change))
    if owner is None or past.stays(owner):
        return ""
    page = f"{owner.page}{getattr(change, 'changed_object_id', '')}/"
    return pastlinks.address(page, before(change) if change.action == "delete" else change.time)


def undoable(request: Any, text: str) -> str:
    """The message `text`, with a link that undoes what this request wrote; alone where nothing was recorded."""
    key = getattr(request, "id", None)
    if not may_read(request.user) or not ObjectChange.objects.filter(request_id=key).exists():
        return text
    return format_html('{} <a href="{}?request={}">{}</a>', text, UNDO, key, _("Undo…"))


def remains(user: Any, spec: Spec, pk: int) -> list[dict[str, str]]:
    """Where an object that was deleted can still be looked at, for those who may see its history."""
    if not may_read(user) or past.stays(spec):
        return []
    gone = history(user, spec, pk).filter(action="delete").first()
    if gone is None:
        return []
    when = {"time": words.time_text(gone.time), "who": gone.user_name}
    return [
        {"title": _("As it was before %(who)s deleted it, %(time)s") % when, "url": as_it_was(gone)},
        {"title": _("The change that deleted it"), "url": f"{specs['core.objectchange'].page}{gone.pk}/"},
    ]


def entries(changes: Iterable[ObjectChange]) -> list[dict[str, Any]]:
    """What `macros/log.html` needs."""
    page = specs["core.objectchange"].page
    return [
        {
            "at": change.time, "when": words.time_text(change.time), "text": sentence(change),
            "url": f"{page}{change.pk}/", "who": change.user_name,
        }
        for change in changes
    ]  # fmt: skip


@panels.register("core.objectchange")
def change_panel(request: HttpRequest, spec: Spec, instance: ObjectChange) -> Iterator[panels.Panel]:
    """What a change changed, field by field, and the other changes of the same request."""
    del spec
    fields = details([instance])[0]
    same = visible(request.user).filter(request_id=instance.request_id).exclude(pk=instance.pk)
    others = entries(same[:OTHERS]) if instance.request_id else []
    context = {
        "change": instance, "fields": fields, "others": others,
        "undo": UNDO, "number": same.count() + 1 if instance.request_id else 1,
        "url": _present(request.user, instance), "past_url": as_it_was(instance),
    }  # fmt: skip
    yield panels.Panel(_("Changed"), "generic/_change_panel.html", context, "first")


def _present(user: Any, change: ObjectChange) -> str:
    """The page of the changed object; empty when it is gone or may not be seen."""
    owner, key = specs.get(changed_type(change)), getattr(change, "changed_object_id", None)
    if owner is None or key is None:
        return ""
    rows = restrict(owner.model._default_manager.all(), user, "view")  # noqa: SLF001 - any declared model
    return f"{owner.page}{key}/" if rows.filter(pk=key).exists() else ""
