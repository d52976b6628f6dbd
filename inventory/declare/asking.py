"""Extra filters that a function makes: questions NetBox's clients ask that follow no single reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from inventory.declare.grammar import Filter, resolve
from inventory.declare.registry import specs
from inventory.declare.values import read_integer, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from inventory.declare.spec import Spec


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about objects of the type `target`: `condition(ids)` says which rows answer it.

    It is asked by key (`present_in_vrf=65000:1`) and by id (`present_in_vrf_id=7`); with `by_id` by id alone, under
    the filter's own name.
    """

    target: str
    condition: Callable[[Sequence[int]], Q]
    label: Any = ""
    by_id: bool = False
    key: str = ""
    """What names an object of the type here, where it is not what usually does: a VLAN's number."""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """The parameters."""
        del spec
        for suffix, by_id in (("", True),) if self.by_id else (("", False), ("_id", True)):
            yield Filter(f"{name}{suffix}", self._builder(f"{name}{suffix}", by_id), "ref", (), self.target, self.label)

    def _builder(self, name: str, by_id: bool) -> Callable[[Sequence[str]], Q]:
        if by_id or not self.key:
            return lambda values: self.condition(resolve(self.target, values, by_id=by_id, name=name))
        rows = specs[self.target].model._default_manager  # noqa: SLF001 - any declared model
        return lambda values: self.condition(
            list(
                rows.filter(**{f"{self.key}__in": [read_integer(name, value) for value in values]}).values_list(
                    "pk", flat=True
                )
            )
        )


@dataclass(frozen=True, slots=True)
class OneOf:
    """A question answered by one of several words: `{word: condition}`."""

    words: Mapping[str, Q]
    label: Any = ""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """One parameter; several words mean any."""
        del spec
        choices = tuple((word, word) for word in self.words)

        def build(values: Sequence[str]) -> Q:
            found: Q | None = None
            for value in values:
                if value not in self.words:
                    raise refuse(name, value, " / ".join(self.words))
                found = self.words[value] if found is None else found | self.words[value]
            return found or Q()

        yield Filter(name, build, "choice", choices, label=self.label or name)
