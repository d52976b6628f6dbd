"""Background jobs."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.core.choices import JobKind, JobState
from inventory.core.rules.jobs import ACTIONS, DUE
from inventory.declare.vocabulary import Choice, Record, Ref, flag, json, moment, number, required, text, whole


class Job(Record):
    """Work on many objects that goes on while its person does something else; its changes bear its `request_id`.

    `total` null: not counted yet. `result` null: nothing to report yet. `stored` names its file in the data directory.
    """

    kind = Choice(_("kind"), JobKind)
    name, object_type = required(_("name"), 200), required(_("object type"))
    user = Ref("users.User", _("user"), null=True, keep=False, related="+")
    state = Choice(_("state"), JobState, default=JobState.QUEUED)
    dry_run = flag(_("dry run"), _("Reports what would happen and changes nothing."))
    done, total = number(_("done"), default=0), whole(_("total"))
    started, ended = moment(_("started")), moment(_("ended"))
    result, message = json(_("result"), null=True, blank=True), text(_("message"), 500, _("Why it failed."))
    request_id = models.UUIDField(_("request ID"), default=uuid.uuid4)
    attempts, parameters = number(_("attempts"), default=0), models.JSONField(default=dict)
    stored, cancelling = models.CharField(max_length=32, blank=True, default=""), models.BooleanField(default=False)

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["-id"], _("job"), _("jobs")
        indexes = [DUE]

    class Inventory:
        path, plugin, menu, icon = "core/jobs", True, "governance/history", "history"
        brief, display, key = "name state", "{name}", "id"
        columns = "name kind object_type user state dry_run done total created ended"
        readonly, hidden, facets = "*", "parameters stored cancelling attempts", "state kind object_type user"
        actions = ACTIONS
