"""What is measured, against which bar, beside which figure of NetBox; one table and one JSON file.

CPU of the application is user + system time of this process, the whole middleware stack included. CPU of PostgreSQL is
what the kernel says this connection's backend ran. Neither grows because others use the machine, but for the caches
that they share; wall-clock time does, and is shown without a bar.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db import connection

ROUNDS: Final = 20
WARM: Final = 3


@dataclass(frozen=True)
class Bar:
    """A limit and NetBox's figure, in ms of CPU per act: of the application, or `both` with PostgreSQL's."""

    limit_ms: float | None
    netbox_ms: float | None = None
    both: bool = False


@dataclass(frozen=True)
class Spent:
    """Milliseconds per act: mean and least CPU, the greatest but one in twenty of CPU in all, and wall-clock time.

    The least is what is closest to a machine of one's own: who shares its caches pays for what others displace.
    """

    app: float
    least: float
    database: float
    p95_cpu: float
    p50: float
    p95: float
    octets: int = 0
    answer: Any = field(default=None, repr=False)

    @property
    def both(self) -> float:
        """Of the application and of PostgreSQL."""
        return self.app + self.database

    def figures(self) -> dict[str, float]:
        """What is kept of it."""
        names = ("app", "least", "database", "p95_cpu", "p50", "p95", "octets")
        return {name: round(getattr(self, name), 2) for name in names}


def backend_ms() -> float:
    """CPU that this connection's backend has used so far; the statement must be done, as it is when it is answered."""
    connection.ensure_connection()
    ran = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
    return int(ran) / 1e6


def measure(act: Callable[[], Any], rounds: int = ROUNDS, warm: int = WARM) -> Spent:
    """Do one thing `rounds` times after warming up."""
    for _ in range(warm):
        checked(act())
    apps: list[float] = []
    every: list[float] = []
    walls: list[float] = []
    answer: Any = None
    for _ in range(rounds):
        cpu, ran, started = time.process_time(), backend_ms(), time.perf_counter()
        answer = act()
        walls.append((time.perf_counter() - started) * 1000)
        apps.append((time.process_time() - cpu) * 1000)
        every.append(apps[-1] + backend_ms() - ran)
    checked(answer)
    octets = len(answer.content) if hasattr(answer, "content") else 0
    app = statistics.mean(apps)
    return Spent(
        app,
        min(apps),
        statistics.mean(every) - app,
        nearly(every),
        statistics.median(walls),
        nearly(walls),
        octets,
        answer,
    )


def nearly(values: Sequence[float]) -> float:
    """The 95th percentile: of twenty the second greatest, as NetBox's were."""
    return sorted(values)[max(0, int(len(values) * 0.95) - 1)]


def checked(answer: Any) -> None:
    """An answer that is an error measures nothing."""
    code = getattr(answer, "status_code", 200)
    assert code < 300, (code, getattr(answer, "content", b"")[:500])


@dataclass
class Report:
    """Prints each figure as it comes; keeps all for the file, and what missed its bar."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        """Begin a part of the table."""
        print(
            f"\n{text:<46}{'app ms':>9}{'least':>9}{'PG ms':>9}{'bar':>8}{'NetBox':>9}{'x':>7}"
            f"{'p50':>9}{'p95':>9}{'kB':>7}"
        )

    def add(self, name: str, spent: Spent, bar: Bar, note: str = "") -> None:
        """One figure; `both` says what the bar is about."""
        counted = spent.both if bar.both else spent.app
        met = bar.limit_ms is None or counted <= bar.limit_ms
        times = f"{bar.netbox_ms / counted:.0f}" if bar.netbox_ms else ""
        shown = "" if bar.limit_ms is None else f"{bar.limit_ms:,.0f}{'*' if bar.both else ''}"
        print(
            f"{name:<46}{spent.app:>9,.1f}{spent.least:>9,.1f}{spent.database:>9,.1f}{shown:>8}"
            f"{'' if bar.netbox_ms is None else f'{bar.netbox_ms:,.0f}':>9}{times:>7}"
            f"{spent.p50:>9,.1f}{spent.p95:>9,.1f}{spent.octets / 1000:>7,.0f} {note}{'' if met else ' MISSED'}",
            flush=True,
        )
        self.rows.append({"name": name, **spent.figures(), **asdict(bar), "met": met, "note": note})
        if not met:
            self.miss(f"{name}: {counted:,.1f} ms, bar {bar.limit_ms:,.0f} ms")

    def promise(self, name: str, value: float, limit: float, unit: str) -> None:
        """Something that must not exceed a limit and is no time."""
        met = value <= limit
        print(f"{name:<46}{value:>9,.1f}{'':>18}{limit:>8,.0f} {unit}{'' if met else ' MISSED'}", flush=True)
        self.rows.append({"name": name, "value": value, "limit": limit, "unit": unit, "met": met})
        if not met:
            self.miss(f"{name}: {value:,.1f} {unit}, bar {limit:,.0f}")

    def miss(self, text: str) -> None:
        """A bar that was not met."""
        self.missed.append(text)

    def write(self, path: Path, began: tuple[float, float, float]) -> None:
        """Keep all figures, with how busy the machine was before and after."""
        path.parent.mkdir(parents=True, exist_ok=True)
        found = {"load_before": began, "load_after": os.getloadavg(), "missed": self.missed, "figures": self.rows}
        path.write_text(json.dumps(found, indent=1) + "\n")
