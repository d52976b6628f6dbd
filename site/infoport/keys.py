"""Everything sealed with the key of credentials, and its passing from old keys to the present one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.apps import apps
from django.db import transaction
from msgspec import Struct

from infoport.outposts import enrolling
from inventory.core.rules import sources
from inventory.declare.sealing import Sealed, renewed
from inventory.extras.rules import webhooks
from inventory.hosting import vault
from inventory.reconcile import credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BATCH: Final = 200
"""Rows renewed in one transaction: whoever changes one of them meanwhile waits for a moment."""


class Holder(NamedTuple):
    """A column with sealed words, and to what each row's are bound."""

    model: str
    column: str
    bound: Callable[[Any], str]


HOLDERS: Final = (
    Holder("reconcile.Secret", "sealed", lambda row: credentials.bound(row.credential_id)),
    Holder("extras.Webhook", "secret", webhooks.bound),
    Holder("core.DataSource", "secret", sources.bound),
    Holder("hosting.HostingSecret", "sealed", lambda row: vault.bound(row.name)),
    Holder("outposts.Contact", "code", lambda row: enrolling.bound(row.outpost)),
)


class Passed(Struct, kw_only=True):
    """How far the passing to the present key is."""

    renewed: int = 0
    current: int = 0  # were sealed with the present key already
    lost: list[str] = []


def rotate(*, dry: bool = False) -> Iterator[Passed]:
    """Seal everything with the present key, batch by batch, telling how far it is; broken off, it can be begun again.

    Pollers go on: both keys open until the old one is taken away. `dry` only looks.
    """
    passed = Passed()
    for holder in HOLDERS:
        last = 0
        while True:
            with transaction.atomic():
                rows = list(_rows(holder, last))
                for row in rows:
                    _pass(holder, row, passed, dry=dry)
            if not rows:
                break
            last = rows[-1].pk
            yield passed


def _rows(holder: Holder, last: int) -> Any:
    rows = apps.get_model(holder.model)._base_manager.filter(pk__gt=last)  # noqa: SLF001 - any of them
    rows = rows.exclude(**{f"{holder.column}__isnull": True})
    return rows.order_by("pk").select_for_update(of=("self",))[:BATCH]


def _pass(holder: Holder, row: Any, passed: Passed, *, dry: bool) -> None:
    secret = bytes(getattr(row, holder.column))
    if not secret:
        return
    try:
        fresh = renewed(secret, holder.bound(row))
    except Sealed as error:
        passed.lost.append(str(error))
        return
    if fresh is None:
        passed.current += 1
        return
    passed.renewed += 1
    if not dry:
        model = apps.get_model(holder.model)
        model._base_manager.filter(pk=row.pk).update(**{holder.column: fresh})  # noqa: SLF001 - any of them
