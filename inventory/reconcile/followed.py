"""What is followed from the day it was found to the day it was settled."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inventory.declare.fields import Choice
from inventory.declare.records import Record
from inventory.reconcile.choices import DifferenceState

FOLLOWED: Final = "state opened last_seen closed ignored_until reason resolved_by intent_version"
"""The keys of this base on the wire; only the audit writes them."""


class Followed(Record):
    """A finding with a life: opened once, seen again, ignored for a while, closed when gone or accepted.

    `closed` is empty while it lives (open or ignored). `resolved_by` names who ignored or accepted it.
    `intent_version` is the subject's `last_updated` at comparison; empty when the subject does not exist.
    """

    state = Choice(_("state"), DifferenceState, default="open", db_index=True)
    identity = models.CharField(max_length=500)
    opened = models.DateTimeField(pgettext_lazy("difference", "opened"))
    last_seen = models.DateTimeField(_("last seen"))
    closed = models.DateTimeField(pgettext_lazy("difference", "closed"), null=True)
    ignored_until = models.DateTimeField(_("ignored until"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    resolved_by = models.CharField(_("by"), max_length=150, blank=True, default="")
    intent_version = models.DateTimeField(_("intent as of"), null=True)

    class Meta:
        abstract = True
