"""Carries one request from wherever it is to where it comes to rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import psycopg
from django.db import DatabaseError, transaction
from django.db.models import Max, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from inventory.declare.sealing import Sealed
from inventory.hosting import lineage, notices, reserving, vault
from inventory.hosting.advance import Untimely, advance
from inventory.hosting.models import Request, Verification
from playbooks.carrying import locks, verifying
from playbooks.carrying.errors import Stopped, Stuck
from playbooks.carrying.running import Performing, Player, stopping, touched, wait
from playbooks.carrying.told import Telling
from playbooks.catalog import Unfit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playbooks.carrying.told import Told
    from playbooks.carrying.verifying import Seen

__all__ = ["Ways", "carry", "due", "stopping"]

AGAIN: Final = timedelta(minutes=5)
"""After so long what could not be taken back is tried again."""
PAUSES: Final = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before each look from outside: services come up, and names spread."""


BEYOND: Final = 100
"""Added to the position of an earlier request's play, so that its runs are told from those of the change."""
WITH_MACHINE: Final = frozenset({"linux-server", "firewall-rule"})
"""Plays that need not be taken back from a machine that is switched off: they leave nothing of the department on it."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How requests are carried. `look` sees from outside what became of the plays, `gone` what is left of them."""

    performing: Performing
    look: Callable[[Telling, Sequence[Told]], list[Seen]] = verifying.look
    gone: Callable[[Telling | None, Sequence[Told]], list[Seen]] = verifying.gone
    pauses: tuple[float, ...] = PAUSES


def due() -> list[int]:
    """Requests at which something is to be done, the oldest first."""
    going = Q(state__in=["approved", "acting", "verifying"])
    held = Q(state="released", reservations__isnull=False)
    rows = Request.objects.filter(going | held).annotate(last=Max("runs__ended", filter=Q(runs__kind="undo")))
    ready = ~Q(state="released") | Q(last=None) | Q(last__lt=timezone.now() - AGAIN)
    return list(rows.filter(ready).order_by("pk").values_list("pk", flat=True).distinct())


def carry(key: int, ways: Ways) -> str | None:
    """Do what is to be done for a request; where it then is, or None if another process is at it.

    What nobody foresaw ends the request as failed and is raised.
    """
    with locks.side() as side:
        if not side.claim(key):
            return None
        request = Request.objects.select_related("tenant", "segment", "about", "asker").get(pk=key)
        with translation.override(notices.language_of(request.asker)):  # what failed is read by who asked
            _ended(request, side, ways)
        request.refresh_from_db()
        return str(request.state)


def _ended(request: Request, side: locks.Side, ways: Ways) -> None:
    key = request.pk
    try:
        _carried(kind(request)(request, side, ways))
    except (Stopped, Untimely):
        return  # it goes on at the next turn: the worker is to stop, or somebody moved it meanwhile
    except (Stuck, Unfit, Sealed) as error:
        _failed(key, str(error))
    except (DatabaseError, psycopg.Error):
        raise  # the database went away: the next turn goes on
    except Exception:
        _failed(key, _("Something went wrong that nobody foresaw; the worker's log has it."))
        raise


def _carried(carrying: Carrying) -> None:
    moves = {
        "approved": ("start", carrying.begin),
        "acting": ("check", carrying.act),
        "verifying": ("", carrying.prove),
    }
    request = carrying.request
    if request.state == "released":
        carrying.take_back()
    while request.state in moves:
        name, work = moves[request.state]
        work()
        if name:
            advance(request.pk, name, seen=request.revision)
        request.refresh_from_db()


def _failed(key: int, why: str) -> None:
    """Say why it failed; a request that was released keeps what it holds, and is tried again later."""
    request = Request.objects.get(pk=key)
    if request.state == "released":
        Request.objects.filter(pk=key).update(reason=_("Not everything could be taken back: %(why)s") % {"why": why})
        return
    advance(key, "fail", message=why)


class Carrying:
    """One request on its way: something new."""

    def __init__(self, request: Request, side: locks.Side, ways: Ways) -> None:
        self.request, self.ways = request, ways
        self.player = Player(request, side, ways.performing)

    def begin(self) -> None:
        """All that the plays are told is worked out before the first runs. Raises `Stuck`, `Unfit` and `Sealed`."""
        telling(self.request).all()

    def act(self) -> None:
        """Run the plays that have not run yet. Raises `Stuck`."""
        for told in telling(self.request).all():
            self.player.act(told)

    def look(self) -> list[Seen]:
        """One look from outside."""
        found = telling(self.request)
        return self.ways.look(found, found.all())

    def finish(self) -> None:
        """All was seen."""
        advance(self.request.pk, "finish", seen=self.request.revision, result=result(telling(self.request)))

    def prove(self) -> None:
        """Look from outside until everything is as it should be. Raises `Stuck`: what cannot be seen does not live."""
        seen: list[Seen] = []
        attempt = self.request.verifications.aggregate(last=Max("attempt"))["last"] or 0
        for seconds in self.ways.pauses:
            wait(seconds)
            attempt += 1
            seen = self.look()
            Verification.objects.bulk_create(
                Verification(request=self.request, attempt=attempt, name=each.name, target=each.target[:255],
                             outcome=each.outcome, evidence=each.evidence[:1000])
                for each in seen
            )  # fmt: skip
            if all(each.outcome == "yes" for each in seen):
                self.finish()
                return
        raise Stuck("; ".join(f"{each.name} {each.target}: {each.evidence}" for each in seen if each.outcome != "yes"))

    def take_back(self) -> None:
        """Undo what was done, the last first, and let go of everything. Raises `Stuck`: then all is still held."""
        if any(touched(self.request, each.position) for each in self.request.runs.all()):
            for told in reversed(telling(self.request).all()):
                self.player.undo(told, self.request)
        with transaction.atomic():
            reserving.release(self.request)
            vault.forget(self.request.pk)


class Correcting(Carrying):
    """Something is set as the register says; what it was before was wrong, so nothing of it is taken back."""

    def finish(self) -> None:
        """All was seen; nothing is held any longer."""
        with transaction.atomic():
            super().finish()
            reserving.release(self.request)

    def take_back(self) -> None:
        """Let go."""
        reserving.release(self.request)


class Changing(Carrying):
    """Something takes the place of what an earlier request brought, on the same host or elsewhere."""

    @property
    def about(self) -> Request:
        """That request. Raises `Stuck` where there is none, or it is not in use any more."""
        found: Request | None = self.request.about
        if found is None or found.state != "live":
            raise Stuck(_("What is to be changed is not in use."))
        return found

    def dropped(self) -> list[Told]:
        """Plays of the earlier request that have no place in this one, the last first; they are taken back."""
        stays = {_subject(each) for each in telling(self.request).all()}
        before = telling(self.about).all()
        return [
            replace(each, position=each.position + BEYOND) for each in reversed(before) if _subject(each) not in stays
        ]

    def begin(self) -> None:
        """All that the plays are told is worked out before the first runs."""
        telling(self.request).all()
        self.dropped()

    def act(self) -> None:
        """What is new or different first; then what it replaces is taken back."""
        for told in telling(self.request).running():
            self.player.act(told)
        for told in self.dropped():
            self.player.undo(told, self.about)

    def look(self) -> list[Seen]:
        """One look whether the new is there, and the old is not."""
        dropped = self.dropped()
        return [*super().look(), *(self.ways.gone(None, dropped) if dropped else [])]

    def finish(self) -> None:
        """From now on this request holds it all; the earlier one has ended."""
        about, plan = self.about, lineage.approved(self.request)
        if plan is None:
            raise Stuck(_("The approved plan is not there any more."))
        with transaction.atomic():
            reserving.hand_over(self.request, about, plan)
            advance(about.pk, "retire", message=self.request.name)
            super().finish()

    def take_back(self) -> None:
        """Everything runs again as it did before the change. Raises `Stuck`: then all is still held."""
        if self.request.runs.exists():
            before = {_subject(each): each for each in telling(self.about).all()}
            for told in self.dropped():
                if self.request.runs.filter(position=told.position, kind="undo").exists():
                    self.player.put_back(replace(told, position=told.position + BEYOND))
            for told in reversed(telling(self.request).running()):
                if touched(self.request, told.position):
                    old = before.get(_subject(told))
                    if old is None:
                        self.player.undo(told, self.request)
                    else:
                        self.player.put_back(replace(old, position=told.position))
        reserving.release(self.request)


def _subject(told: Told) -> tuple[str, ...]:
    """What a play works on: two plays with one subject are the same thing, told differently."""
    given: Any = told.given
    return (told.play.name, told.host.name, str(told.look.get("full", "")), str(getattr(given, "interface", "")))


class Returning(Carrying):
    """Something that an earlier request brought is given back."""

    @property
    def about(self) -> Request:
        """That request. Raises `Stuck` where there is none, or it is not in use any more."""
        found: Request | None = self.request.about
        if found is None or found.state != "live":
            raise Stuck(_("What is to be given back is not in use."))
        return found

    def plays(self) -> list[Told]:
        """What is taken back, in that order: the plays from the last to the first, then the machine itself."""
        found = telling(self.about)
        plays = found.all()
        end = found.end(len(plays) + 1)
        if end is None:
            return plays[::-1]
        return [*(each for each in reversed(plays) if each.play.name not in WITH_MACHINE), end]

    def begin(self) -> None:
        """All that the plays are told is worked out before the first runs."""
        self.plays()

    def act(self) -> None:
        """Take back, and switch off."""
        for told in self.plays():
            self.player.undo(told, self.about)

    def look(self) -> list[Seen]:
        """One look whether it is gone."""
        return self.ways.gone(telling(self.about), self.plays())

    def finish(self) -> None:
        """It was seen to be gone: both requests end, and everything it held is free at once."""
        about = self.about
        with transaction.atomic():
            reserving.release(about)
            vault.forget(lineage.origin(about).pk)
            advance(about.pk, "retire", message=self.request.name)
            advance(self.request.pk, "finish-return", seen=self.request.revision)


def kind(request: Request) -> type[Carrying]:
    """How a request is carried."""
    if request.purpose == "return":
        return Returning
    if request.purpose in {"change", "move"}:
        return Changing
    return Correcting if request.item == "correction" else Carrying


def telling(request: Request) -> Telling:
    """The plays of the plan that was approved. Raises `Stuck` where it is not there."""
    found = lineage.approved(request)
    if found is None:
        raise Stuck(_("The approved plan is not there any more."))
    return Telling(request, found)


def result(told: Telling) -> dict[str, Any]:
    """What the department receives; no secret is in it."""
    found: dict[str, Any] = {}
    if "website" in told.plays:
        found["url"] = f"https://{told.plays['website']['domain']}/"
    if told.name:
        found |= {"host": told.name, "address": told.probes.get("address", "")}
    if "database" in told.plays:
        found["database"] = told.name.replace("-", "_")
    return found
