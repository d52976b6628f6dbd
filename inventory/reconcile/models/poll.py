"""How the polling of a device goes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice
from inventory.reconcile.choices import PollState


class Poll(models.Model):
    """How the polling of one access goes. Not a declared type: a row a minute is no history.

    An access without a row was never polled and is due.
    """

    access = models.OneToOneField("reconcile.Access", on_delete=models.CASCADE, primary_key=True)
    state = Choice(_("state"), PollState, default="unknown")
    last_attempt = models.DateTimeField(_("last attempt"), null=True)
    last_success = models.DateTimeField(_("last success"), null=True)
    since = models.DateTimeField(_("in this state since"), null=True)
    error = models.TextField(_("error"), default="", blank=True)
    duration_ms = models.PositiveIntegerField(_("duration"), null=True, help_text=_("Milliseconds."))
    uptime_seconds = models.FloatField(_("uptime"), null=True, help_text=_("At the last success."))
    next_due = models.DateTimeField(_("next due"), db_index=True)
    rhythm = models.JSONField(_("learnt"), null=True, help_text=_("How it is asked, where that differs."))
    claimed_until = models.DateTimeField(null=True, help_text="While it is being asked; the past: whoever asked died.")
    skipped = models.PositiveIntegerField(_("skipped"), default=0, help_text=_("Due while still being asked."))
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)

    @property
    def interval(self) -> int:
        """Seconds from one poll to the next: as learnt, else as the access states. Reads the access."""
        return int(self.rhythm["pace"]["interval"]) if self.rhythm else self.access.interval
