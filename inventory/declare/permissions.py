"""Object permissions: NetBox's constraints, one rule for every face of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q

from inventory.declare.personal import OWN, SECRET, is_personal, personal
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model, QuerySet

M = TypeVar("M", bound="Model")
ACTIONS: Final = ("view", "add", "change", "delete")
HISTORY: Final = "core.objectchange"
SEEN: Final = ""
"""In place of a type: rows about an object that the person is known to see are asked for, and nothing else."""


def constraint_query(constraints: Any, user_id: int) -> Q:
    """A `Q` for one permission's constraints: a dict means all of it, a list any of its dicts."""
    either = Q()
    for each in constraints if isinstance(constraints, list) else [constraints]:
        values = {key: user_id if value == "$user" else value for key, value in each.items()}
        either |= Q(**values)
    return either


def allowed(user: Any, label: str, action: str, of: str | None = None) -> Q | None:
    """The condition an object must satisfy; an empty `Q` when there is none, None when nothing is allowed.

    `of` says that only rows about objects of that type are asked for, or `SEEN`. A request asks the same many times,
    and each time of many types: what was found is kept with the user's rights.
    """
    if not user.is_active:
        return None
    if user.is_superuser and label not in SECRET:
        return Q()
    rights, known = user.__dict__.get("_allowed", (None, {}))
    if rights is not user.rights:
        known = {}
        user.__dict__["_allowed"] = user.rights, known
    if (label, action, of) not in known:
        known[label, action, of] = _allowed(user, label, action, of)
    found: Q | None = known[label, action, of]
    return found


def _allowed(user: Any, label: str, action: str, of: str | None) -> Q | None:
    granted = user.rights.get((label, action))
    if is_personal(label) and (label not in OWN or not granted):
        return personal(user, label, action)
    if not granted:
        return None
    either = Q()
    if all(granted):
        for constraints in granted:
            either |= constraint_query(constraints, user.pk)
        if label in OWN:
            either |= personal(user, label, action)
    about = specs[label].about
    return either & _of_what_is_seen(user, label, about, of) if about and of != SEEN else either


def _of_what_is_seen(user: Any, label: str, about: str, of: str | None) -> Q:
    """The condition that what a row is about may be seen: a change, a note, an assignment tells of its object."""
    spec = specs[label]
    if spec.fields[about].kind == "ref":
        seen = _within(user, spec.fields[about].target or "", about)
        return seen | Q(**{f"{about}__isnull": True}) if spec.fields[about].null else seen
    whole: list[str] = []
    found = Q(**{f"{about}_type__isnull": True})
    for target in [of] if of else spec.fields[f"{about}_type"].targets or [each.label for each in specs]:
        if (
            target == label
            or (_about_any(target) and label != HISTORY)
            or (condition := allowed(user, target, "view")) is None
        ):
            continue
        if not condition:
            whole.append(target)
        else:
            found |= Q(**{f"{about}_type": target}) & _within(user, target, f"{about}_id")
    return found | Q(**{f"{about}_type__in": whole})


def _about_any(label: str) -> bool:
    """Whether a type is itself about objects of any type; only history is about those."""
    about = specs[label].about
    return label == HISTORY or bool(about and specs[label].fields[about].kind == "generic")


def _within(user: Any, target: str, name: str) -> Q:
    rows = restrict(specs[target].model._default_manager.all(), user, "view")  # noqa: SLF001 - any declared model
    return Q(**{f"{name}__in": rows.order_by().values("pk")})


def restrict(rows: QuerySet[M], user: Any, action: str, of: str | None = None) -> QuerySet[M]:
    """The rows on which `user` may do `action`. Never adds DISTINCT, which spoils later slices and counts.

    With `of`, only rows about objects of that type are right.
    """
    condition = allowed(user, rows.model._meta.label_lower, action, of)  # noqa: SLF001 - Django's introspection
    if condition is None:
        return rows.none()
    if not condition:
        return rows
    if _multiplies(rows.model, condition):
        return rows.filter(pk__in=rows.model._default_manager.filter(condition).order_by().values("pk"))  # noqa: SLF001
    return rows.filter(condition)


def _multiplies(model: type[Model], condition: Q) -> bool:
    """Whether a look-up passes a to-many relation, so that a row could appear twice."""
    return any(_to_many(model, name) for name in _names(condition))


def _names(condition: Q) -> list[str]:
    names: list[str] = []
    for child in condition.children:
        leaf: Any = child
        names.extend(_names(child) if isinstance(child, Q) else [leaf[0]])
    return names


def _to_many(model: type[Model], path: str) -> bool:
    step: Any = model
    for part in path.split("__"):
        try:
            field = step._meta.get_field(part)  # noqa: SLF001 - Django's introspection
        except FieldDoesNotExist:
            return False
        if field.many_to_many or field.one_to_many:
            return True
        if not field.related_model:
            return False
        step = field.related_model
    return False


def grants(user: Any) -> Mapping[str, tuple[str, ...]]:
    """Label → actions, for pages that show what a person may do."""
    found: dict[str, tuple[str, ...]] = {}
    for label, action in user.rights:
        found[label] = (*found.get(label, ()), action)
    return found
