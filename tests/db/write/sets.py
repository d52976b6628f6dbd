"""Raw rows written one by one and together."""

from __future__ import annotations

from typing import Any

from inventory.declare import bulk, reading, write
from inventory.declare.registry import specs
from inventory.declare.schema import attributes


def one_by_one(label: str, rows: list[Any]) -> list[Any]:
    """Each row through the path for single objects."""
    spec = specs[label]
    made = []
    for row in rows:
        found = reading.read(spec, [row], partial=False)
        assert not found.problems, found.problems
        instance = spec.model()
        values, message = attributes(found.values[0], instance)
        made.append(write.save(spec, instance, values, message=message))
    return made


def together(label: str, rows: list[Any]) -> list[Any]:
    """All rows as one set."""
    spec = specs[label]
    found = reading.read(spec, rows, partial=False)
    assert not found.problems, found.problems
    return bulk.create(spec, [attributes(values, spec.model())[0] for values in found.values])
