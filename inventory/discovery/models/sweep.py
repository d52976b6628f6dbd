"""How looking through a range goes."""

from django.db import models

from inventory.declare.fields import Choice
from inventory.discovery.choices import SweepState


class Sweep(models.Model):
    """The last look through one range. Not a declared type: its progress is no history."""

    range = models.OneToOneField("discovery.Range", on_delete=models.CASCADE, primary_key=True)
    state = Choice("state", SweepState, default=SweepState.NEVER)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    cancelling = models.BooleanField(default=False)
    started = models.DateTimeField(null=True)
    beat = models.DateTimeField(null=True)  # when it last told how far it is
    ended = models.DateTimeField(null=True)
    message = models.TextField(default="", blank=True)
