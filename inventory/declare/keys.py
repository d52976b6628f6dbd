"""Natural keys: how an object is named in files, without ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inventory.declare.spec import Spec

SEPARATOR: Final = " / "
"""Between the parts of a compound key: `xxg / R01` is rack R01 of site xxg."""


def key_paths(spec: Spec) -> tuple[str, ...]:
    """The key flattened to Django look-ups: `("site__slug", "name")`."""
    paths: list[str] = []
    for name in spec.key:
        field = spec.fields.get(name)
        if field is not None and field.kind == "ref" and field.target and field.target != spec.label:
            paths.extend(f"{name}__{rest}" for rest in key_paths(specs[field.target]))
        else:
            paths.append("pk" if name == "id" else name)
    return tuple(paths)


def key_texts(spec: Spec, ids: Iterable[int]) -> dict[int, str]:
    """Id → key text, one query."""
    paths = key_paths(spec)
    rows = spec.model._default_manager.filter(pk__in=list(ids)).values_list("pk", *paths)  # noqa: SLF001
    return {pk: SEPARATOR.join("" if part is None else str(part) for part in parts) for pk, *parts in rows}


def by_key(spec: Spec, texts: Iterable[str]) -> dict[str, int]:
    """Key text → id for those that exist; one query for all.

    Raises `ValidationError` for a text with too few parts, or one that names several objects.
    """
    wanted = set(texts)
    if not wanted:
        return {}
    paths = key_paths(spec)
    for text in wanted:
        if text.count(SEPARATOR) + 1 < len(paths) and len(paths) > 1:
            expected = SEPARATOR.join(paths)
            raise ValidationError(_("“%(text)s” is not a key of the form %(form)s.") % {"text": text, "form": expected})
    last = {text.split(SEPARATOR)[-1] for text in wanted}
    lookup: Mapping[str, Any] = {f"{paths[-1]}__in": list(last)}
    try:
        rows = list(spec.model._default_manager.filter(**lookup).values_list("pk", *paths))  # noqa: SLF001
    except (ValueError, TypeError) as error:
        raise ValidationError(
            _("“%(text)s” is no key of %(type)s.") % {"text": min(last), "type": spec.verbose_name}
        ) from error
    found: dict[str, int] = {}
    for pk, *parts in rows:
        text = SEPARATOR.join("" if part is None else str(part) for part in parts)
        if text in wanted and text in found:
            raise ValidationError(
                _("“%(text)s” names several objects of %(type)s.") % {"text": text, "type": spec.verbose_name}
            )
        if text in wanted:
            found[text] = pk
    return found
