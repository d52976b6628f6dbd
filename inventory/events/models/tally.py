"""Counters of the receiver."""

from django.db import models


class Tally(models.Model):
    """A total of the receiver since its installation, by name and label; not a declared type."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=50)
    label = models.CharField(max_length=50)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "label"], name="tally_once")]
