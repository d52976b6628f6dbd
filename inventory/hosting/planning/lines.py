"""What a plan is made of: lines, problems and alternatives, independent of language; their digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is done: `verb` is "make", "take", "run", "open" or "release".

    `label` and `values` say what object is made (attribute → value; `{"$": role}` is the object of another line), or
    `label` and `key` which one is taken and what it becomes. `slot` names what can be held once only. `told` are the
    arguments of the words in `inventory.hosting.wording`.
    """

    verb: str
    role: str
    label: str = ""
    key: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    slot: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """Something in words, by its key in `inventory.hosting.wording` and the arguments of the words."""

    what: str
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Proposal:
    """What would be done; it fits when nothing stands in the way. `size` is what approval limits look at."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Said] = field(default_factory=list)
    alternatives: list[Said] = field(default_factory=list)
    affected: list[int] = field(default_factory=list)
    cost: dict[str, Any] = field(default_factory=dict)
    size: int = 0

    @property
    def fits(self) -> bool:
        """Whether it can be approved."""
        return not self.problems and bool(self.lines)

    def stored(self) -> dict[str, Any]:
        """Lines, problems, alternatives, affected services and cost, as JSON."""
        return {
            "lines": [asdict(each) for each in self.lines], "problems": [asdict(each) for each in self.problems],
            "alternatives": [asdict(each) for each in self.alternatives], "affected": self.affected,
            "cost": self.cost | {"size": self.size},
        }  # fmt: skip

    def digest(self) -> str:
        """SHA-256 of all that is stored: two plans with one digest are the same plan."""
        text = json.dumps(self.stored(), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
