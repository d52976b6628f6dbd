"""The columns of `Poll`, and who polls, as keys of an access on the wire."""

from __future__ import annotations

from typing import Final

from django.db.models import BaseConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Computed
from inventory.outposts.rules.serving import POLLED_BY
from inventory.reconcile.choices import PollState
from inventory.reconcile.pacing import forget as forget  # noqa: PLC0414 - the deed beside the columns it empties


def _polled(column: str) -> str:
    return f"SELECT p.{column} FROM reconcile_poll p WHERE p.access_id = {{t}}.id"  # noqa: S608 - a constant


STATE: Final = tuple(PollState.choices)
POLLED: Final = {
    "state": Computed(f"COALESCE(({_polled('state')}), 'unknown')", "choice", _("state"), choices=STATE),
    "since": Computed(_polled("since"), "datetime", _("in this state since")),
    "last_attempt": Computed(_polled("last_attempt"), "datetime", _("last attempt")),
    "last_success": Computed(_polled("last_success"), "datetime", _("last success")),
    "error": Computed(f"COALESCE(({_polled('error')}), '')", "text", _("error")),
    "duration_ms": Computed(_polled("duration_ms"), "integer", _("duration"), unit="ms"),
    "failures": Computed(f"COALESCE(({_polled('failures')}), 0)", "integer", _("failures in a row")),
    "skipped": Computed(f"COALESCE(({_polled('skipped')}), 0)", "integer", _("skipped")),
    "learnt": Computed(_polled("rhythm"), "json", _("learnt"), sortable=False),
    **POLLED_BY,
}

ONE_EACH: Final[list[BaseConstraint]] = [
    UniqueConstraint(fields=["device"], condition=Q(enabled=True), name="access_once"),
    UniqueConstraint(fields=["device", "method"], name="access_method"),
]
"""A device is polled in one way, lest what two ways say replaces each other; other ways wait to be used."""
