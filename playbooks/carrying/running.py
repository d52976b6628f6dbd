"""One play on one host, its run and events kept as they happen."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.hosting.choices import RunKind, RunState
from inventory.hosting.models import Run, RunEvent
from playbooks import processes, runner
from playbooks.carrying.errors import Stopped, Stuck

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inventory.hosting.models import Request
    from playbooks.carrying.locks import Side
    from playbooks.carrying.told import Told
    from playbooks.catalog import Play
    from playbooks.orders import Event, Result
    from playbooks.parameters import Parameters

OUTCOMES: Final = {
    "ok": "ok", "changed": "changed", "failed": "failed", "unreachable": "unreachable", "skipped": "skipped",
    "ignored": "skipped",
}  # fmt: skip
"""Kinds of events that are kept. What check mode could not foresee was not done: it counts as skipped."""
STATES: Final = {"done": RunState.DONE, "cancelled": RunState.CANCELLED, "lost": RunState.LOST}
BEAT_SECONDS: Final = 2.0
ATTEMPTS: Final = 3
"""Times a play is begun whose worker dies of it."""

stopping: Final = threading.Event()
"""Set when the worker is told to stop."""


@dataclass(frozen=True, slots=True)
class Performing:
    """How plays are run: `perform` is `runner.run` or what simulates it; artefacts go below `folder`.

    `seconds` shortens the time limit of each play.
    """

    folder: Path
    perform: Callable[..., Result] = runner.run
    seconds: int | None = None


class Player:
    """Runs the plays of one request, never two at once on a host."""

    def __init__(self, request: Request, side: Side, how: Performing) -> None:
        self.request, self.side, self.how = request, side, how

    def act(self, told: Told) -> None:
        """In check mode first, then really; nothing if that was done. Raises `Stuck` and `Stopped`."""
        with self.side.hosts([told.host.name, *(each.name for each in told.others)], pause):
            self.reclaim(told.host.name)
            runs = Run.objects.filter(request=self.request, position=told.position, kind=RunKind.APPLY)
            last = runs.order_by("-id").first()
            if last is not None and last.state == RunState.DONE:
                return
            if runs.filter(state=RunState.LOST).count() >= ATTEMPTS:
                raise Stuck(_("The worker died of %(play)s %(times)d times.") % _words(told, times=ATTEMPTS))
            self._run(told, RunKind.CHECK, told.play, told.given)
            self._run(told, RunKind.APPLY, told.play, told.given)

    def undo(self, told: Told, of: Request) -> None:
        """Take back what a request, this one or an earlier one, did by a play. Raises `Stuck` and `Stopped`."""
        back = (told.play, told.given) if told.play.name.endswith("-undo") else told.play.undo_of(told.given)
        with self.side.hosts([told.host.name, *(each.name for each in told.others)], pause):
            self.reclaim(told.host.name)
            done = self.request.runs.filter(position=told.position, kind=RunKind.UNDO, state=RunState.DONE)
            needed = touched(of, told.position) if of == self.request else not done.exists()
            if back is not None and needed:
                self._run(told, RunKind.UNDO, *back)

    def put_back(self, told: Told) -> None:
        """Run a play as it was told before a change. Raises `Stuck` and `Stopped`."""
        with self.side.hosts([told.host.name, *(each.name for each in told.others)], pause):
            self.reclaim(told.host.name)
            self._run(told, RunKind.UNDO, told.play, told.given)

    def reclaim(self, host: str) -> None:
        """End what a worker that died has left on a host, whoever it was for; the lock says that nobody runs it."""
        for left in Run.objects.filter(host=host, state=RunState.RUNNING):
            processes.end(str(left.stats.get("ident", "")) or "none")
            _close(left, RunState.LOST, _("The worker died."))

    def _run(self, told: Told, kind: RunKind, play: Play, given: Parameters) -> None:
        ident = runner.new_ident()
        run = Run.objects.create(
            request=self.request, play=play.name, host=told.host.name, position=told.position, kind=kind,
            parameters=play.shown(given), stats={"ident": ident, "tasks": play.tasks}, beat=timezone.now(),
        )  # fmt: skip
        ended: tuple[RunState, str] = (RunState.FAILED, _("Something went wrong that nobody foresaw."))
        try:
            folder = str(self.how.folder / f"request-{self.request.pk}" / ident)
            order = told.order(ident, folder, play, given, self.how.seconds)
            result = self.how.perform(
                runner.rehearsed(order) if kind == RunKind.CHECK else order,
                on_event=lambda event: _keep(run, event), cancelled=lambda: self._ends(run),
            )  # fmt: skip
            ended = STATES.get(result.state, RunState.FAILED), result.reason
            run.stats |= {"changed": result.changed, "state": result.state}
        except Stuck as error:
            ended = RunState.FAILED, str(error)
            raise
        finally:
            if stopping.is_set() and ended[0] == RunState.CANCELLED:
                ended = RunState.LOST, _("The worker was stopped.")
            _close(run, *ended)
        if stopping.is_set():
            raise Stopped
        if not result.done:
            raise Stuck(_("%(play)s on %(host)s: %(why)s") % _words(told, why=result.reason))

    def _ends(self, run: Run) -> bool:
        """Whether the run is to end here; asked twice a second. Raises when the database or the locks are gone."""
        self.side.alive()
        now = timezone.now()
        if run.beat is None or (now - run.beat).total_seconds() > BEAT_SECONDS:
            run.beat = now
            Run.objects.filter(pk=run.pk).update(beat=now)
        return stopping.is_set() or Run.objects.filter(pk=run.pk, cancelling=True).exists()


def touched(request: Request, position: int) -> bool:
    """Whether a play may have changed its host: it ran to an end, or a task began, or nobody knows."""
    runs = Run.objects.filter(request=request, position=position, kind=RunKind.APPLY).exclude(play__endswith="-undo")
    undone = Run.objects.filter(request=request, position=position, kind=RunKind.UNDO, state=RunState.DONE)
    last = undone.order_by("-id").values_list("pk", flat=True).first() or 0
    return any(
        run.state in {RunState.DONE, RunState.LOST, RunState.RUNNING}
        or run.events.exclude(outcome__in=["unreachable", "skipped"]).exists()
        for run in runs.filter(pk__gt=last)
    )


def pause() -> None:
    """Raises `Stopped` when the worker is to stop."""
    if stopping.is_set():
        raise Stopped


def wait(seconds: float) -> None:
    """Wait, unless the worker is to stop: then raises `Stopped`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pause()
        time.sleep(min(0.2, seconds))


def _words(told: Told, **more: object) -> dict[str, object]:
    return {"play": told.play.title, "host": told.host.name, **more}


def _keep(run: Run, event: Event) -> None:
    if event.kind == "task":
        Run.objects.filter(pk=run.pk).update(message=event.task[:1000])
    outcome = OUTCOMES.get(event.kind)
    if outcome is None:
        return
    RunEvent.objects.create(
        run=run, number=event.number, task=event.task[:200], host=event.host[:100], outcome=outcome,
        message=event.message[:2000], diff=event.diff or None,
    )  # fmt: skip


def _close(run: Run, state: RunState, message: str) -> None:
    now = timezone.now()
    Run.objects.filter(pk=run.pk).update(
        state=state, message=message[:1000], ended=now, beat=now, cancelling=False, stats=run.stats
    )
