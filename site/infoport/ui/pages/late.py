"""A card's context made only when the card is drawn: tabs of an object ask for its cards and draw none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Late(Mapping[str, Any]):
    """A mapping that is built at its first use."""

    def __init__(self, build: Callable[[], Mapping[str, Any]]) -> None:
        """Keep how to build it."""
        self._build = build

    @cached_property
    def _built(self) -> Mapping[str, Any]:
        return self._build()

    def __getitem__(self, key: str) -> Any:
        """The value of one name."""
        return self._built[key]

    def __iter__(self) -> Iterator[str]:
        """All names."""
        return iter(self._built)

    def __len__(self) -> int:
        """How many names."""
        return len(self._built)
