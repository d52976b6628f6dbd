"""Mail notices that wait or went."""

from django.db import models
from django.db.models.functions import Now


class Notice(models.Model):
    """One mail to one address about one event of one request: written with the step, sent by the worker.

    Not a declared type: addresses of people are nobody else's reading. `sent` null means it has not gone; it is given
    up when `attempts` is exhausted, and `error` says why.
    """

    request = models.ForeignKey("hosting.Request", models.CASCADE, related_name="notices")
    event = models.CharField(max_length=20)
    revision = models.PositiveIntegerField()
    address = models.EmailField()
    language = models.CharField(max_length=10)
    text = models.TextField(blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt = models.DateTimeField(db_default=Now())
    created = models.DateTimeField(db_default=Now())
    sent = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint("request", "event", "revision", "address", name="hosting_notice_unique_event"),
        )
        indexes = (models.Index("next_attempt", name="hosting_notice_due", condition=models.Q(sent=None)),)

    def __str__(self) -> str:
        """Which event of which request."""
        return f"{self.event} of request {self.request_id}"
