"""The city's standards, asked before anybody approves: what would be refused when written stands against the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory.declare.registry import specs
from inventory.hosting.planning.lines import Said
from inventory.works.checking import departs, enforced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from inventory.hosting.planning.lines import Proposal


def against(proposal: Proposal) -> Iterator[Said]:
    """Every enforced standard from which an object that would be made departs.

    Words are keys and values only, never translated text: a plan has one digest whatever its reader's language.
    """
    for line in proposal.lines:
        if line.verb != "make":
            continue
        standards = enforced(line.label)
        if not standards:
            continue
        plain = {name: value for name, value in line.values.items() if not isinstance(value, dict)}
        instance = specs[line.label].model(**plain)
        for standard in standards:
            field, _expected = departs(standard, instance)
            if field:
                value = getattr(instance, field, None)
                told = {"standard": standard.name, "field": field, "value": "—" if value is None else str(value)}
                yield Said("standard", told)
