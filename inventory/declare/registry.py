"""Every declared object type by its label; the only global, sealed once applications are loaded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from inventory.declare.compiled import compile_spec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db import models

    from inventory.declare.spec import Spec

COUNT: Final = re.compile(r"\{count:([\w.]+):(\w+)\}")


class Registry:
    """Label → `Spec`, in the order of installed applications. Reading it compiles the declarations once."""

    def __init__(self) -> None:
        self._specs: dict[str, Spec] = {}

    def all(self) -> Mapping[str, Spec]:
        """Every spec; compiled at the first call after applications are ready."""
        if not self._specs:
            apps.check_models_ready()
            for model in apps.get_models():
                self.add(model)
        return self._specs

    def add(self, model: type[models.Model]) -> Spec | None:
        """Compile one model; None when it declares no `class Inventory` of its own."""
        if "Inventory" not in model.__dict__:
            return None
        spec = compile_spec(model)
        setattr(model, "spec", spec)  # noqa: B010 - declared on Declared, which mypy cannot know of `model`
        self._specs[spec.label] = spec
        return spec

    def remove(self, label: str) -> None:
        """Forget a type; for tests that add a temporary one."""
        self._specs.pop(label, None)

    def __getitem__(self, label: str) -> Spec:
        """The spec of `label`. Raises `KeyError` when no such type is declared."""
        return self.all()[label]

    def __iter__(self) -> Iterator[Spec]:
        """Every spec."""
        return iter(list(self.all().values()))

    def get(self, label: str) -> Spec | None:
        """The spec of `label`, or None."""
        return self.all().get(label)

    def by_path(self, path: str) -> Spec | None:
        """The spec whose list lives at `path`, as `dcim/devices`."""
        return next((spec for spec in self.all().values() if spec.path == path), None)


specs: Final = Registry()


def expand(spec: Spec, sql: str) -> str:
    """Replace `{count:label:field}` by a correlated count over the type that refers to `spec`.

    `{tagged}` counts the objects of every type that bear the tag.

    Raises `ImproperlyConfigured` when the declaration names a type or reference that does not exist.
    """

    def count(match: re.Match[str]) -> str:
        label, name = match.groups()
        other = specs.get(label)
        if other is None:
            raise ImproperlyConfigured(f"{spec.label}: count over unknown type {label!r}")
        if f"{name}_type" in other.fields:
            where = f'c."{name}_type" = \'{spec.label}\' AND c."{name}_id" = {{t}}.id'
        elif name in other.fields and other.fields[name].kind == "tags":
            where = "c.tags @> ARRAY[{t}.id]"
        elif name in other.fields and other.fields[name].kind == "refs":
            return f'SELECT count(*) FROM "{other.table}" c WHERE {{t}}.id = ANY({other.fields[name].expression("c")})'
        elif name in other.fields:
            where = f'c."{other.fields[name].column}" = {{t}}.id'
        else:
            raise ImproperlyConfigured(f"{spec.label}: {label} has no reference {name!r} to count by")
        return f'SELECT count(*) FROM "{other.table}" c WHERE {where}'

    return COUNT.sub(count, sql.replace("{tagged}", _tagged()) if "{tagged}" in sql else sql)


def _tagged() -> str:
    """SQL for the number of objects of any type that bear the tag `{t}`."""
    tables = [each.table for each in specs if "tags" in each.fields]
    return " + ".join(f'(SELECT count(*) FROM "{table}" c WHERE c.tags @> ARRAY[{{t}}.id])' for table in tables)
