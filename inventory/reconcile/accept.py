"""Settling differences: write the observed side into the register, or ignore it for a while."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final, Protocol

import msgspec
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import Struct

from inventory.core.models import ObjectChange
from inventory.declare.history import Actor, acting, recorded
from inventory.declare.permissions import restrict
from inventory.declare.write import Conflict
from inventory.reconcile.difference import Ref
from inventory.reconcile.models import Difference
from inventory.reconcile.resolving import HANDLERS
from inventory.reconcile.resolving.acceptance import Acceptance, Unmet

NOTE: Final = 200
"""Characters of a history message."""

CHANGED: Final = (
    "action", "changed_object_type", "changed_object_id", "object_repr", "prechange_data", "postchange_data",
)  # fmt: skip
"""Columns of history, in the order of the fields of `Write`."""


class Resolution(Protocol):
    """A way to settle a difference."""

    def accept(self, difference_id: int, user: Any, expected: str | None = None) -> Ref:
        """Write the observed side into the register."""
        ...


class Settled(Struct, frozen=True, kw_only=True):
    """What became of one difference of many. `reason` says why it was refused; empty when it was accepted."""

    difference: int
    reference: Ref | None = None
    reason: str = ""


class Write(Struct, frozen=True):
    """One change that accepting would make: `before` and `after` hold the columns that change."""

    action: str  # create, update or delete
    label: str
    id: int
    title: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def fingerprint(row: Difference) -> str:
    """What a person saw of a difference: another one means that either side has changed since."""
    seen = msgspec.json.encode([row.intended, row.observed, row.intent_version])
    return blake2b(seen, digest_size=12).hexdigest()


def accept(difference_id: int, user: Any, expected: str | None = None, *, confirmed: bool = False) -> Ref:
    """Write the observed side into the register, citing the evidence in its history; what was written.

    `user` None is the system. `expected` is the `fingerprint` of what was shown. `confirmed` allows a deletion.
    Raises `Conflict` when it is settled, or either side changed meanwhile; `Unmet` when the value cannot be written;
    `ValidationError` when a rule forbids it; `PermissionDenied`.
    """
    with transaction.atomic(), acting(_actor(user)):
        row = _locked(difference_id, user)
        if expected is not None and expected != fingerprint(row):
            raise Conflict(_("“%(object)s” was compared again and differs otherwise now.") % {"object": row.label})
        written = HANDLERS[row.rule](Acceptance(row, user, note(row), confirmed))
        now = timezone.now()
        row.state, row.closed, row.resolved_by = "accepted", now, _name(user)
        row.save()
        _follow_subject(row, written)
    return Ref(written._meta.label_lower, row.subject_id or written.pk or 0)  # noqa: SLF001 - Django's introspection


def accept_many(
    ids: Iterable[int], user: Any, named: Collection[int] = (), *, confirmed: bool = False
) -> list[Settled]:
    """Accept each on its own; one refused does not hinder the others.

    Likely ones are accepted only when they are `named`: chosen one by one, not swept up with a group.
    """
    likely = set(Difference.objects.filter(pk__in=list(ids), confidence="likely").values_list("pk", flat=True))
    return [
        Settled(difference=key, reason=_("It is only likely; accept it by itself."))
        if key in likely and key not in named
        else _attempt(key, user, confirmed=confirmed)
        for key in ids
    ]


def _attempt(key: int, user: Any, *, confirmed: bool) -> Settled:
    try:
        return Settled(difference=key, reference=accept(key, user, confirmed=confirmed))
    except (Conflict, Unmet) as error:
        return Settled(difference=key, reason=str(error))
    except ValidationError as error:
        return Settled(difference=key, reason=" ".join(error.messages))
    except PermissionDenied:
        return Settled(difference=key, reason=_("You may not change this object."))


def preview(difference_id: int, user: Any) -> list[Write]:
    """Exactly what accepting would write, found by doing it and taking it back. Raises as `accept` does."""
    mark = uuid.uuid4()
    with transaction.atomic(), acting(replace(_actor(user), request_id=mark)):
        accept(difference_id, user, confirmed=True)
        rows = ObjectChange.objects.filter(request_id=mark).order_by("id")
        changes = list(rows.values_list(*CHANGED))
        transaction.set_rollback(True)
    return [Write(*change) for change in changes]


def ignore(difference_ids: Iterable[int], until: datetime, reason: str, user: Any) -> int:
    """Leave differences out of account until a moment in the future; how many. Raises `ValidationError`."""
    if until <= timezone.now():
        raise ValidationError({"until": _("%(time)s is not in the future.") % {"time": until}})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; others will read it.")})
    return _live(difference_ids, user).update(
        state="ignored", ignored_until=until, reason=reason.strip()[:300], resolved_by=_name(user),
        last_updated=timezone.now(),
    )  # fmt: skip


def reopen(difference_ids: Iterable[int], user: Any) -> int:
    """Take ignored differences into account again; how many."""
    rows = _live(difference_ids, user).filter(state="ignored")
    return rows.update(state="open", ignored_until=None, reason="", resolved_by="", last_updated=timezone.now())


def note(row: Difference) -> str:
    """What history says of an accepted difference: the rule and the evidence."""
    cited = [f"{each['source']} at {str(each['at'])[:19]}" for each in row.evidence]
    return f"accepted {row.rule} #{row.pk}: {'; '.join(cited)}"[:NOTE]


def _actor(user: Any) -> Actor:
    """The person and request already known to the transaction, if it is the same person; else the person alone."""
    with recorded() as current:
        if user is None or current.user_id == user.pk:
            return current
    return Actor(user_id=user.pk, user_name=user.get_username())


def _name(user: Any) -> str:
    return "system" if user is None else str(user.get_username())[:150]


def _allowed(user: Any) -> QuerySet[Difference]:
    rows = Difference.objects.all()
    return rows if user is None else restrict(rows, user, "change")


def _live(ids: Iterable[int], user: Any) -> QuerySet[Difference]:
    return _allowed(user).filter(pk__in=list(ids), closed=None)


def _locked(key: int, user: Any) -> Difference:
    """The live row, held until the transaction ends. Raises `Conflict` or `PermissionDenied`."""
    row = Difference.objects.select_for_update().filter(pk=key, closed=None).first()
    if row is None:
        raise Conflict(_("Difference #%(id)s is settled already.") % {"id": key})
    if not _allowed(user).filter(pk=key).exists():
        raise PermissionDenied
    return row


def _follow_subject(row: Difference, written: Any) -> None:
    """Other differences of the same object were compared with the same intent, which only we changed since."""
    if row.intent_version is None or row.subject_id is None or written.pk is None:
        return
    others = Difference.objects.filter(subject_type=row.subject_type, subject_id=row.subject_id, closed=None)
    now = type(written)._default_manager.values_list("last_updated", flat=True).get(pk=written.pk)  # noqa: SLF001
    others.filter(intent_version=row.intent_version).update(intent_version=now)
