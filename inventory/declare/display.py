"""How an object is named: alternatives of templates, in Python and in SQL alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db import models

HOLE: Final = re.compile(r"\{([\w.]+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """A word that a display may name beside the columns, worked out in SQL (`{t}` is the row) and in Python alike."""

    sql: str
    of: Callable[[Any], str]

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        """The word of an instance; the declaration itself of the class."""
        return self if instance is None else self.of(instance)


@dataclass(frozen=True, slots=True)
class Display:
    """`"{name} ({asset_tag})|{name}"`: the first alternative whose holes are all filled; else `#id`."""

    alternatives: tuple[str, ...]

    def of(self, instance: models.Model) -> str:
        """The text for a loaded instance."""
        for template in self.alternatives:
            values = {hole: _follow(instance, hole) for hole in HOLE.findall(template)}
            if all(value not in {None, ""} for value in values.values()):
                return HOLE.sub(lambda match: str(values[match.group(1)]), template)  # noqa: B023 - used at once
        return f"#{instance.pk}"

    def sql(self, model: type[models.Model], alias: str) -> str:
        """The same text as an SQL expression over the row `alias`."""
        cases = [_case(model, alias, template) for template in self.alternatives]
        return f"COALESCE({', '.join(cases)}, '#' || {alias}.id)"


def _case(model: type[models.Model], alias: str, template: str) -> str:
    parts: list[str] = []
    for at, part in enumerate(HOLE.split(template)):
        if at % 2:
            parts.append(f"NULLIF(({path_sql(model, alias, part)})::text, '')")
        elif part:
            parts.append("'" + part.replace("'", "''").replace("%", "%%") + "'")
    return "(" + " || ".join(parts) + ")"


def path_sql(model: type[models.Model], alias: str, path: str) -> str:
    """SQL for a dotted path of references ending in a column: `device.site.name`.

    Raises `ImproperlyConfigured` naming the model and the path when a step does not exist.
    """
    head, _, rest = path.partition(".")
    said = getattr(model, head, None)
    if isinstance(said, Said):
        return said.sql.replace("{t}", alias)
    try:
        field: Any = model._meta.get_field(head)  # noqa: SLF001 - Django's public introspection
    except FieldDoesNotExist as error:
        raise ImproperlyConfigured(f"{model.__name__} has no field {head!r} (in path {path!r})") from error
    if not rest:
        return f'{alias}."{field.column}"'
    target: type[models.Model] = field.related_model
    inner = f"{alias}_{head}"
    table = target._meta.db_table  # noqa: SLF001
    value = path_sql(target, inner, rest)
    return f'(SELECT {value} FROM "{table}" {inner} WHERE {inner}.id = {alias}."{field.column}")'


def _follow(instance: Any, path: str) -> Any:
    value: Any = instance
    for step in path.split("."):
        value = getattr(value, step, None)
        if value is None:
            return None
    return value
