"""What is known of how an outpost stands: the columns of `Contact`, as keys of an outpost on the wire."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed
from inventory.outposts.choices import OutpostState


def _known(column: str) -> str:
    return f"(SELECT {column} FROM outposts_contact c WHERE c.outpost_id = {{t}}.id)"  # noqa: S608 - a constant


STATE: Final = """CASE WHEN {seen} IS NULL THEN 'unknown'
  WHEN {seen} < now() - make_interval(secs => {t}.contact_within) THEN 'late' ELSE 'ok' END"""
STANDING: Final = {
    "state": Computed(
        STATE.replace("{seen}", _known("c.last_seen")), "choice", gettext_lazy("state"),
        choices=tuple(OutpostState.choices),
    ),
    "last_seen": Computed(_known("c.last_seen"), "datetime", gettext_lazy("last seen")),
    "version": Computed(f"coalesce({_known('c.version')}, '')", "text", gettext_lazy("version")),
    "enrolled": Computed(_known("c.enrolled"), "datetime", gettext_lazy("enrolled")),
    "key_name": Computed(f"coalesce({_known('c.key_name')}, '')", "text", gettext_lazy("keys")),
    "sequence": Computed(f"coalesce({_known('c.sequence')}, 0)", "integer", gettext_lazy("batches delivered")),
    "waiting": Computed(_known("c.waiting"), "integer", gettext_lazy("batches waiting there")),
    "oldest": Computed(_known("c.oldest"), "datetime", gettext_lazy("oldest waiting")),
    "spool_octets": Computed(_known("c.octets"), "integer", gettext_lazy("spool"), unit="B"),
    "spool_limit": Computed(_known("c.octets_limit"), "integer", gettext_lazy("spool limit"), unit="B"),
    "devices": Computed(_known("c.devices"), "integer", gettext_lazy("devices polled")),
    "clock_off": Computed(_known("round(c.clock_off)::int"), "integer", gettext_lazy("clock is ahead"), unit="s"),
    "error": Computed(f"coalesce({_known('c.error')}, '')", "text", gettext_lazy("last error")),
}  # fmt: skip


def named_plainly(outpost: Any) -> None:
    """The name is typed on the outpost's command line: no blanks around it. Raises `ValidationError`."""
    if outpost.name != outpost.name.strip():
        message = _("“%(name)s” begins or ends with a blank.")
        raise ValidationError({"name": message % {"name": outpost.name}})
