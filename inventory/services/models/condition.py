"""The state of services and of their endpoints, as probes settled it."""

from django.db import models

STATES = [(each, each) for each in ("up", "degraded", "down", "unknown")]


class Condition(models.Model):
    """How an endpoint, or a service as a whole (`endpoint` null), is. Not a declared type: probes alone write it.

    `run` holds the probes in a row that say something else than `state`, as [time, state, reason]; `causes` the ids of
    the services below that explain the state. `due` is when an endpoint is asked next.
    """

    service = models.ForeignKey("services.ApplicationService", on_delete=models.CASCADE, related_name="conditions")
    endpoint = models.OneToOneField(
        "services.ServiceEndpoint", on_delete=models.CASCADE, related_name="condition", null=True
    )
    state = models.CharField(max_length=10, choices=STATES)
    since = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    asked = models.DateTimeField()
    due = models.DateTimeField(null=True)
    run = models.JSONField(default=list)
    causes = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service"], condition=models.Q(endpoint=None), name="services_condition_of_service"
            )
        ]

    def __str__(self) -> str:
        """The state, and why."""
        return f"{self.state} {self.reason}".strip()
