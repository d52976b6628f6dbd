"""What a list request selects: keys, order, and which parameters are filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import QueryDict

    from inventory.declare.spec import Spec

NOT_FILTERS: Final = frozenset(
    {"limit", "offset", "start", "brief", "fields", "omit", "exclude", "format", "ordering", "export", "lang"}
)
EXTRAS: Final = ("url", "display_url", "display")


def query_parameters(params: QueryDict) -> Mapping[str, Sequence[str]]:
    """The parameters that filter, each with its values."""
    return {name: params.getlist(name) for name in params if name not in NOT_FILTERS}


def names_of(spec: Spec, params: Mapping[str, str]) -> tuple[str, ...] | None:
    """Wire keys asked for by `brief`, `fields` or `omit`; None for all. Unknown names are ignored, as NetBox does."""
    if params.get("brief"):
        return ("id", "url", "display", *spec.brief)
    wanted = [name.strip() for name in params.get("fields", "").split(",") if name.strip()]
    if wanted:
        return tuple(dict.fromkeys(name for name in wanted if name in spec.fields or name in EXTRAS))
    omitted = {name.strip() for name in params.get("omit", "").split(",")}
    if omitted & {*spec.fields, *EXTRAS}:
        every = ("id", *EXTRAS, *list(spec.fields)[1:])
        return tuple(name for name in every if name not in omitted)
    return None


def ordered(spec: Spec, found: QuerySet[Any], params: Mapping[str, str]) -> QuerySet[Any]:
    """The rows in the order asked for; unknown keys are ignored, ties are broken by id."""
    terms: list[str] = []
    for term in params.get("ordering", "").split(","):
        sign, name = ("-", term[1:]) if term.startswith("-") else ("", term)
        field = spec.fields.get(name)
        if field is None or field.model_field is None or field.kind in {"refs", "tags", "json", "custom", "array"}:
            continue
        natural = f"_{name}"
        terms.append(sign + (natural if natural in _columns(spec) else name))
    if not terms:
        return found
    return found.order_by(*terms, "pk")


def _columns(spec: Spec) -> set[str]:
    return {field.name for field in spec.model._meta.fields}  # noqa: SLF001 - Django's introspection
