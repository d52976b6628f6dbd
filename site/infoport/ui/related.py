"""What refers to an object: its components, its dependants and everything else, each with a number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from infoport.ui import words
from inventory.declare.forms import is_owned
from inventory.declare.permissions import SEEN, allowed, restrict
from inventory.declare.personal import SECRET
from inventory.declare.registry import specs
from inventory.declare.tables import is_count
from inventory.declare.tree import with_descendants
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from inventory.declare.spec import Spec

HIDDEN: Final = frozenset({"core.objectchange", "extras.delivery"})
"""Types that refer to everything and have a tab of their own."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Objects of the type `label` refer to an object by `field`; `kind` tells how (ref, refs, generic or tags).

    `rank` orders them: 0 components, 1 what goes with the object, 2 what the type counts, 3 everything else.
    """

    label: str
    field: str
    kind: str
    rank: int
    slug: str
    alone: bool

    @property
    def spec(self) -> Spec:
        """The referring type."""
        return specs[self.label]

    @property
    def title(self) -> str:
        """The referring type's name; with the reference's when the type refers here in several ways."""
        plural = words.capital(self.spec.verbose_name_plural)
        if self.alone:
            return plural
        named = self.spec.fields[self.field].label
        return _("%(type)s (%(field)s)") % {"type": plural, "field": named}

    @property
    def is_about(self) -> bool:
        """Whether the referring objects tell of the object, and are seen by who sees that."""
        return self.spec.about == self.field

    def query(self, owner: Spec, pk: int) -> str:
        """The query string that lists them."""
        if self.kind == "generic":
            return f"{self.field}_type={owner.label}&{self.field}_id={pk}"
        return f"tag_id={pk}" if self.kind == "tags" else f"{self.field}_id={pk}"

    def condition(self, owner: Spec, ids: Sequence[int]) -> Q:
        """The condition on the referring objects; `ids` are the object and, in a tree, what lies below it."""
        if self.kind == "generic":
            return Q(**{f"{self.field}_type": owner.label, f"{self.field}_id__in": ids})
        if self.kind == "tags":
            return Q(tags__overlap=list(ids))
        if self.kind == "refs":
            rows = self.spec.model._default_manager.filter(**{f"{self.field}__in": ids})  # noqa: SLF001 - declared
            return Q(pk__in=rows.order_by().values("pk"))
        return Q(**{f"{self.field}__in": ids})


def relations(spec: Spec) -> tuple[Relation, ...]:
    """Every way in which objects of declared types refer to one of `spec`, in the order pages show them."""
    return _relations(spec.label, len(specs.all()))


@lru_cache(maxsize=256)
def _relations(label: str, _version: int) -> tuple[Relation, ...]:
    spec = specs[label]
    found = [
        (other, *each) for other in specs if other.label not in HIDDEN | SECRET for each in _references(other, spec)
    ]
    counted = [field.sql for field in spec.fields.values() if is_count(field)]
    built: list[Relation] = []
    for other, name, kind, owned in found:
        alone = sum(each[0] is other for each in found) == 1
        in_counts = any(f":{other.label}:{name}}}" in (sql or "") for sql in counted)
        rank = 0 if other.parent == name else 1 if owned else 2 if in_counts else 3
        built.append(
            Relation(other.label, name, kind, rank, _slug(other, name, alone, {each[0] for each in found}), alone)
        )
    return tuple(sorted(built, key=lambda each: each.rank))


def _slug(other: Spec, name: str, alone: bool, types: Collection[Spec]) -> str:
    """The last part of the type's path; the whole path, or the reference too, where that alone is ambiguous."""
    tail = other.path.split("/")[-1]
    if sum(each.path.split("/")[-1] == tail for each in types) > 1:
        tail = other.path.replace("/", "-")
    return tail if alone else f"{tail}-{name.replace('_', '-')}"


def _references(other: Spec, spec: Spec) -> Iterator[tuple[str, str, bool]]:
    """`(field, kind, goes with its target)` for each reference of `other` to `spec`."""
    for field in other.fields.values():
        if field.kind in {"ref", "refs"} and field.target == spec.label and field.model_field is not None:
            yield field.name, field.kind, is_owned(field)
        elif field.kind == "tags" and spec.label == "extras.tag":
            yield field.name, "tags", False
    for ref in getattr(other.model, "generic_refs", ()):
        if not ref.to or spec.label in ref.to:
            yield ref.name, "generic", ref.owned


def below(spec: Spec, pk: int) -> list[int]:
    """The object's id and, where the type is a tree, those of what lies below it: as the filters understand it."""
    parent = spec.fields.get("parent")
    return with_descendants(spec.table, [pk]) if parent is not None and parent.target == spec.label else [pk]


def _of(relation: Relation, owner: Spec, ids: Sequence[int]) -> str | None:
    """What the referring objects are about: who asks sees the object, but perhaps not all that lies below it."""
    if not relation.is_about:
        return None
    return SEEN if len(ids) == 1 else owner.label


def referring(relation: Relation, owner: Spec, ids: Sequence[int], user: Any) -> QuerySet[Any]:
    """The referring objects the user may see."""
    of = _of(relation, owner, ids)
    rows = restrict(relation.spec.model._default_manager.all(), user, "view", of)  # noqa: SLF001 - any declared model
    return rows.filter(relation.condition(owner, ids))


def numbers(owner: Spec, ids: Sequence[int], user: Any) -> Mapping[Relation, int]:
    """How many objects refer in each way; one statement. Ways through types the user may not see are left out."""
    seen = [each for each in relations(owner) if user.may(each.label, "view")]
    if not seen:
        return {}
    pieces: list[str] = []
    params: list[Any] = []
    for relation in seen:
        sql, more = _count(relation, owner, ids, user)
        pieces.append(f"({sql})")
        params.extend(more)
    with unlimited(), connection.cursor() as cursor:  # each count has its limits
        cursor.execute(f"SELECT {', '.join(pieces)}", params)
        return dict(zip(seen, cursor.fetchone(), strict=True))


def _count(relation: Relation, owner: Spec, ids: Sequence[int], user: Any) -> tuple[str, list[Any]]:
    """SQL that counts; Django compiles it only where the user's rights have conditions, which costs a millisecond."""
    if allowed(user, relation.label, "view", _of(relation, owner, ids)) == Q():
        typed = [owner.label] if relation.kind == "generic" else []
        return _plain(relation), [*typed, list(ids)]
    try:
        sql, more = referring(relation, owner, ids, user).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0::bigint", []
    return f"SELECT count(*) FROM ({sql}) counted", list(more)  # noqa: S608 - compiled by Django


@lru_cache(maxsize=1024)
def _plain(relation: Relation) -> str:
    """The count for those whose rights have no conditions."""
    table, field = relation.spec.table, relation.spec.fields.get(relation.field)
    if relation.kind == "generic":
        where = f'c."{relation.field}_type" = %s AND c."{relation.field}_id" = ANY(%s)'
    elif relation.kind == "tags":
        where = "c.tags && %s::bigint[]"
    elif relation.kind == "refs" and field is not None:
        many: Any = field.model_field
        through = many.remote_field.through._meta.db_table  # noqa: SLF001 - Django's introspection
        near, far = many.m2m_column_name(), many.m2m_reverse_name()
        return f'SELECT count(DISTINCT m."{near}") FROM "{through}" m WHERE m."{far}" = ANY(%s)'  # noqa: S608 - declared
    else:
        where = f"{field.expression('c') if field else ''} = ANY(%s)"
    return f'SELECT count(*) FROM "{table}" c WHERE {where}'  # noqa: S608 - names of declared types
