"""What asking a device cost, from which its poller learns how to ask it next time."""

from msgspec import Struct


class Advice(Struct, frozen=True, kw_only=True):
    """How a kind of device wants to be asked, where that is known to differ; None leaves it to the poller."""

    interval: int | None = None  # seconds
    timeout: float | None = None  # seconds until the first retry of a request
    retries: int | None = None
    max_repetitions: int | None = None  # rows asked for in one GETBULK


class Toll(Struct, kw_only=True):
    """What one poll over SNMP cost, counted while it goes on, also when it fails."""

    answered: int = 0  # requests
    resent: int = 0  # datagrams sent again because no answer came in time
    slowest: float | None = None  # seconds; of requests answered at the first try (Karn's rule, RFC 6298 section 3)
    fitting: int | None = None  # rows that still fit a reply, where the device called more of them tooBig
    advice: Advice | None = None  # of the device's kind; None: it was not found out

    def answer(self, seconds: float, tries: int) -> None:
        """Count an answer that came `seconds` after the last of `tries` datagrams."""
        self.answered += 1
        self.resent += tries - 1
        if tries == 1:
            self.slowest = max(seconds, self.slowest or 0.0)

    def silence(self, tries: int) -> None:
        """Count a request that was sent so often and never answered."""
        self.resent += tries - 1

    def fits(self, rows: int) -> None:
        """Keep the smallest number of rows that a walk had to come down to."""
        self.fitting = rows if self.fitting is None else min(rows, self.fitting)
