"""Answers to probes."""

from django.db import models

from inventory.services.models.condition import STATES


class ProbeAnswer(models.Model):
    """What one probe of an endpoint saw. Not a declared type: one a minute of each endpoint, kept for two days.

    `asked` is where the probe connected to; `steps` how long each step took, in seconds; `expires` of the certificate.
    """

    id = models.BigAutoField(primary_key=True)
    endpoint = models.ForeignKey("services.ServiceEndpoint", on_delete=models.CASCADE, related_name="answers")
    at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, choices=STATES)
    reason = models.TextField(blank=True, default="")
    asked = models.CharField(max_length=600)
    steps = models.JSONField(default=dict)
    expires = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["endpoint", "-at"], name="services_answer_at")]

    def __str__(self) -> str:
        """The time and the state."""
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.state}"
