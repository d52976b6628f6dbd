"""What the receiver counts, of itself and of each sender."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from inventory.events.keeping import Counts

if TYPE_CHECKING:
    from collections.abc import Mapping

SENDERS: Final = 10_000
"""Addresses counted between two writings; what more there are is in the totals alone."""

What = Literal["malformed", "refused", ""]


class Counting:
    """Counts since they were last written.

    Names are `received` (label: how it came), `stored`, `spooled`, `malformed`, `refused` (label: how it came) and
    `dropped` (label: why).
    """

    def __init__(self) -> None:
        self.senders: dict[str, Counts] = {}
        self.tallies: Counter[tuple[str, str]] = Counter()
        self._dropped: dict[int, int] = {}

    def arrived(self, source: str, way: str, what: What = "") -> None:
        """Count a message by its sender and the way it came: `trap`, `syslog-udp`, `syslog-tcp` or `syslog-tls`."""
        self.tallies["received", way] += 1
        if what:
            self.tallies[what, way] += 1
        sender = self.senders.get(source)
        if sender is None:
            if len(self.senders) >= SENDERS:
                return
            sender = self.senders[source] = Counts(datetime.now(UTC))
        sender.received += 1
        if what == "malformed":
            sender.malformed += 1
        elif what == "refused":
            sender.refused += 1

    def add(self, name: str, label: str, number: int) -> None:
        """Add to a total."""
        if number:
            self.tallies[name, label] += number

    def kernel(self, socket: int, dropped: int) -> None:
        """Add what the kernel dropped of a socket since the last time, from its own total."""
        self.add("dropped", "kernel", dropped - self._dropped.get(socket, 0))
        self._dropped[socket] = dropped

    def take(self) -> tuple[dict[str, Counts], Counter[tuple[str, str]]]:
        """The counts, which begin anew."""
        taken = self.senders, self.tallies
        self.senders, self.tallies = {}, Counter()
        return taken

    def put_back(self, senders: Mapping[str, Counts], tallies: Mapping[tuple[str, str], int]) -> None:
        """Add counts that could not be written."""
        self.tallies.update(tallies)
        for source, old in senders.items():
            new = self.senders.setdefault(source, Counts(old.at))
            new.received += old.received
            new.malformed += old.malformed
            new.refused += old.refused
