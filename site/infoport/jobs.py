"""Jobs asked for by pages and by REST alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from infoport.tasks import jobs
from inventory.core.choices import JobKind
from inventory.core.jobs import queue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inventory.core.models import Job
    from inventory.declare.files.limits import Form
    from inventory.declare.spec import Spec


def import_file(  # noqa: PLR0913 - what an import is
    spec: Spec, content: bytes, form: Form, name: str, *, user: Any, dry_run: bool, all_or_none: bool
) -> Job:
    """Have a file imported soon, in the caller's transaction."""
    title = _("Import of %(type)s") % {"type": spec.verbose_name_plural} + (f": {name}" if name else "")
    job = queue.ask(
        spec, JobKind.IMPORT, title, user=user, content=content, dry_run=dry_run, form=form, all_or_none=all_or_none
    )
    jobs.ask()
    return job


def edit_objects(  # noqa: PLR0913 - what a change of many is
    spec: Spec, ids: Sequence[int], form: str, ticked: Sequence[str], message: str, *, user: Any
) -> Job:
    """Have a change of many objects tried soon; `form` is its query string."""
    title = _("Change of %(number)d %(type)s") % {"number": len(ids), "type": spec.verbose_name_plural}
    content = json.dumps(list(ids)).encode()
    job = queue.ask(
        spec, JobKind.EDIT, title, user=user, content=content, dry_run=True, form=form, ticked=list(ticked),
        message=message,
    )  # fmt: skip
    jobs.ask()
    return job


def delete_objects(spec: Spec, ids: Sequence[int], *, user: Any) -> Job:
    """Have a deletion of many objects tried soon."""
    title = _("Deletion of %(number)d %(type)s") % {"number": len(ids), "type": spec.verbose_name_plural}
    content = json.dumps(list(ids)).encode()
    job = queue.ask(spec, JobKind.DELETE, title, user=user, content=content, dry_run=True)
    jobs.ask()
    return job
