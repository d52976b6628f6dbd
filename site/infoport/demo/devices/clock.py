"""Time and traffic of the simulated devices: counters that move, and go on after a restart of the simulator."""

from __future__ import annotations

import hashlib
import math
import time
from typing import TYPE_CHECKING, Final

from collectors.sessions.values import Counter32, Counter64, TimeTicks

if TYPE_CHECKING:
    from collections.abc import Callable

EPOCH: Final = 1_735_689_600
"""2025-01-01 00:00 UTC: no device has been up longer."""
DAY: Final = 86_400
SWING: Final = 0.8
"""How much of the mean the traffic of a day rises and falls; below 1, so that counters never run backwards."""


def share(text: str) -> float:
    """A number in [0, 1) that belongs to `text`, the same in every run."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32


def booted(device: str) -> float:
    """When a device started, in seconds since 1970: at most 90 days after the epoch."""
    return EPOCH + share(f"boot {device}") * 90 * DAY


def uptime(device: str) -> Callable[[], TimeTicks]:
    """sysUpTime: hundredths of a second, which wrap after 497 days (RFC 3418)."""
    start = booted(device)
    return lambda: TimeTicks(int(max(time.time() - start, DAY) * 100) % 2**32)


def counter(device: str, port: str, what: str, rate: float) -> Callable[[], Counter64]:
    """A total that grows by `rate` a second on average, more by day than by night."""
    start, shift = booted(device), share(f"{device} {port} {what}") * DAY

    def now() -> Counter64:
        seconds = max(time.time() - start, DAY)
        wave = SWING * DAY / (2 * math.pi) * math.sin(2 * math.pi * (seconds + shift) / DAY)
        return Counter64(int(rate * max(seconds + wave, 0)) % 2**64)

    return now


def low_half(source: Callable[[], Counter64]) -> Callable[[], Counter32]:
    """The same total as a counter of 32 bits, which wraps."""
    return lambda: Counter32(int(source()) % 2**32)
