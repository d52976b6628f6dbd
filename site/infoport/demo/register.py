"""What the demo city consists of, as plain rows that refer to each other by key; no database is needed to make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Ref(NamedTuple):
    """One row of the register: its object type ("dcim.device") and its key, which is unique within the type."""

    label: str
    key: str


class Register:
    """Every row of the city by object type and key, in the order in which it was added."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, dict[str, Any]]] = {}

    def add(self, label: str, key: str, /, **values: Any) -> Ref:
        """Add a row. Raises `ValueError` when the key is taken, which is a mistake in the city's data."""
        rows = self._rows.setdefault(label, {})
        if key in rows:
            raise ValueError(f"{label} {key!r} is there twice; keys of a type must differ")
        rows[key] = values
        return Ref(label, key)

    def copy(self) -> Register:
        """A register with the same rows, to which more may be added."""
        made = Register()
        made._rows = {label: dict(rows) for label, rows in self._rows.items()}
        return made

    def change(self, ref: Ref, /, **values: Any) -> None:
        """Set more values of a row that exists. Raises `KeyError` naming it otherwise."""
        rows = self._rows[ref.label]
        rows[ref.key] = {**rows[ref.key], **values}  # copies share what is not changed

    def values(self, ref: Ref) -> Mapping[str, Any]:
        """The values of one row. Raises `KeyError` when it does not exist."""
        return self._rows[ref.label][ref.key]

    def rows(self, label: str) -> Mapping[str, Mapping[str, Any]]:
        """The rows of one type by key; none when nothing of that type was added."""
        return self._rows.get(label, {})

    def __contains__(self, ref: object) -> bool:
        """Tell whether the row exists."""
        return isinstance(ref, Ref) and ref.key in self._rows.get(ref.label, {})

    def __iter__(self) -> Iterator[str]:
        """The types that have rows."""
        return iter(self._rows)

    def __len__(self) -> int:
        """How many rows there are of all types."""
        return sum(len(rows) for rows in self._rows.values())
