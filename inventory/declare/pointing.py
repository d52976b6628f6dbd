"""Extra filters that follow generic references, which Django cannot join, and plain yes-or-no conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from inventory.declare.grammar import Filter, resolve
from inventory.declare.registry import specs
from inventory.declare.tree import with_descendants
from inventory.declare.values import read_boolean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from inventory.declare.spec import Spec


@dataclass(frozen=True, slots=True)
class Pointing:
    """By what a generic reference leads to: `Pointing("scope", "dcim.site", {"dcim.location": "site"})`.

    `routes`: type the reference may have → dotted path from there to `target`; empty where it is the target itself.
    `through`: a type whose rows bear the reference on behalf of this one, and its reference to this one, as
    `("dcim.cabletermination", "cable")`.
    """

    reference: str
    target: str
    routes: Mapping[str, str]
    through: tuple[str, str] | None = None

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """`<name>` by the target's key, `<name>_id` by its id, and the negation of both."""
        del spec
        label = specs[self.target].verbose_name
        for suffix in ("_id", ""):
            build = self._builder(f"{name}{suffix}")
            yield Filter(f"{name}{suffix}", build, "ref", target=self.target, label=label)
            yield Filter(f"{name}{suffix}__n", _negated(build), "ref", target=self.target, label=label)

    def _builder(self, name: str) -> Callable[[Sequence[str]], Q]:
        def build(values: Sequence[str]) -> Q:
            stated = [value for value in values if value != "null"]
            found = self._pointing(resolve(self.target, stated, by_id=name.endswith("_id"), name=name))
            if len(stated) < len(values):
                found |= Q(**{f"{self.reference}_id__isnull": True})
            return self._on_behalf(found)

        return build

    def _pointing(self, ids: list[int]) -> Q:
        related = specs[self.target]
        if "parent" in related.fields and related.fields["parent"].target == self.target:
            ids = with_descendants(related.table, ids)
        found = Q(pk__in=[])
        for label, path in self.routes.items():
            keys: Any = ids
            if path:
                rows = specs[label].model._default_manager  # noqa: SLF001 - any declared model
                keys = rows.filter(**{f"{path.replace('.', '__')}__in": ids}).values("pk")
            found |= Q(**{f"{self.reference}_type": label, f"{self.reference}_id__in": keys})
        return found

    def _on_behalf(self, found: Q) -> Q:
        if self.through is None:
            return found
        label, back = self.through
        rows = specs[label].model._default_manager.filter(found)  # noqa: SLF001 - any declared model
        return Q(pk__in=rows.values(back))


@dataclass(frozen=True, slots=True)
class Holds:
    """A yes-or-no filter: whether a condition holds. `label` is what forms show."""

    condition: Q
    label: Any = ""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """One parameter, true or false."""
        # Asked by key, a row whose condition is unknown (null) does not hold.
        rows = spec.model._default_manager  # noqa: SLF001 - any declared model

        def build(values: Sequence[str]) -> Q:
            holds = Q(pk__in=rows.filter(self.condition).values("pk"))
            return holds if read_boolean(name, values[-1]) else ~holds

        yield Filter(name, build, "boolean", label=self.label or name)


def _negated(build: Callable[[Sequence[str]], Q]) -> Callable[[Sequence[str]], Q]:
    return lambda values: ~build(values)
