"""Changes of state of services and of their endpoints."""

from django.db import models

from inventory.services.models.condition import STATES


class Transition(models.Model):
    """From `at` on, an endpoint or a service as a whole (`endpoint` null) was in a state. They are never changed.

    Availability is computed from them. Not a declared type: probes alone write it.
    """

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey("services.ApplicationService", on_delete=models.CASCADE, related_name="transitions")
    endpoint = models.ForeignKey(
        "services.ServiceEndpoint", on_delete=models.CASCADE, related_name="transitions", null=True
    )
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES)
    reason = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["service", "endpoint", "-at"], name="services_transition_at")]

    def __str__(self) -> str:
        """The time and the state."""
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.state}"
