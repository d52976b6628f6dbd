"""Informs, which are acknowledged once nothing can lose them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REMEMBERED: Final = 20_000
"""Informs whose repetition is known for one; a sender repeats after seconds what nobody acknowledged."""
SECONDS: Final = 60.0
"""After which the same number from the same sender is another inform: some count from 1 at each start."""

Key = tuple[str, int, int]
"""Address, port and request id."""


@dataclass(slots=True)
class _Inform:
    at: float
    answers: Sequence[bytes]
    safe: bool = False


class Informs:
    """What awaits acknowledgement, and what was acknowledged a moment ago."""

    def __init__(self, reply: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._reply = reply
        self._known: OrderedDict[Key, _Inform] = OrderedDict()

    def is_new(self, key: Key, answers: Sequence[bytes], now: float) -> bool:
        """Whether this is no repetition. A repetition of what is safe is acknowledged at once."""
        known = self._known.get(key)
        if known is None or now - known.at > SECONDS:
            self._known[key] = _Inform(now, answers)
            self._known.move_to_end(key)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            return True
        known.answers = answers
        if known.safe:
            self._send(key, answers)
        return False

    def settled(self, key: Key) -> None:
        """Acknowledge: it is stored, or on the disk."""
        known = self._known.get(key)
        if known is not None:
            known.safe = True
            self._send(key, known.answers)

    def _send(self, key: Key, answers: Sequence[bytes]) -> None:
        for answer in answers:
            self._reply(answer, key[:2])
