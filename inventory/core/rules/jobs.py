"""What can be done with a background job, and how those that wait are found."""

from typing import Final

from django.db.models import Index, Q

from inventory.declare.spec import Action

DUE: Final = Index(fields=["id"], name="core_job_due", condition=Q(state__in=["queued", "running"]))
"""Jobs that a worker looks for."""
ACTIONS: Final = [
    Action(name, f"infoport.api.actions.jobs.{name.title()}") for name in ("cancel", "resume", "apply", "report")
]
"""Addresses below a job."""
