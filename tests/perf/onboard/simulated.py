"""A worker of the bench: it carries real requests, but on hosts that are simulated, and some plays fail.

Arguments: folder, and a number that makes it unlike the other workers. It notes in `overlaps` when two plays are on a
host at once.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django
import psycopg
from django.db import DatabaseError, connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playbooks.carrying.told import Telling, Told
    from playbooks.carrying.verifying import Seen
    from playbooks.orders import Event, Order, Result

FAILING, UNSEEN = 0.02, 0.05
"""Shares of plays that fail, and of looks that see nothing."""
FOLDER = Path(sys.argv[1])


@contextlib.contextmanager
def alone(order: Order) -> Iterator[None]:
    """Note that a play is on its hosts, and whether another is as well."""
    marks = [FOLDER / "busy" / each.name for each in (*order.targets, *order.others)]
    for mark in marks:
        with contextlib.suppress(FileNotFoundError):
            if Path(f"/proc/{mark.read_text() or 0}").exists():
                with (FOLDER / "overlaps").open("a") as file:
                    file.write(f"{order.ident} {mark.name}\n")
        mark.write_text(str(os.getpid()))
    try:
        yield
    finally:
        for mark in marks:
            mark.unlink(missing_ok=True)


def perform(order: Order, *, on_event: Callable[[Event], None], cancelled: Callable[[], bool]) -> Result:
    """A play of five tasks of some milliseconds."""
    from playbooks.orders import Event, Result, Stats

    begun, host = datetime.now(UTC), order.targets[0].name
    with alone(order):
        fails = random.random() < FAILING
        for number in range(1, 6):
            time.sleep(random.uniform(0.002, 0.01))
            cancelled()
            kind = "failed" if fails and number == 3 else "changed"
            on_event(Event(number=number, at=datetime.now(UTC), kind=kind, task=f"{order.play} {number}", host=host))
            if kind == "failed":
                break
    return Result(
        ident=order.ident, play=order.play, check=order.check, state="failed" if fails else "done", started=begun,
        ended=datetime.now(UTC), reason="simulated" if fails else "", hosts={host: Stats(changed=number)},
    )  # fmt: skip


def look(telling: Telling, plays: Sequence[Told]) -> list[Seen]:
    """A look at what is simulated."""
    from playbooks.carrying.verifying import Seen

    outcome = "unknown" if random.random() < UNSEEN else "yes"
    return [Seen(each.play.name, telling.name, outcome, "simulated") for each in plays]


def main() -> None:
    """Carry what is due until killed."""
    random.seed(int(sys.argv[2]))
    django.setup()
    from collectors.sessions import hostkey
    from playbooks.carrying import Ways, carry, due
    from playbooks.carrying.running import Performing

    hostkey.seen = lambda *_arguments: (
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )  # type: ignore[assignment]
    ways = Ways(Performing(FOLDER / "runs", perform), look=look, pauses=(0.0, 0.05))
    while True:
        try:
            keys = due()
            random.shuffle(keys)
            for key in keys:
                carry(key, ways)
            time.sleep(0.05)
        except (DatabaseError, psycopg.Error):
            connection.close()
            time.sleep(0.2)


if __name__ == "__main__":
    main()
