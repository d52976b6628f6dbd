"""Accesses that an outpost was given."""

from django.db import models


class Charge(models.Model):
    """An access whose polling was handed to an outpost, now or before: of no other device are its results taken.

    It stays when the device moves to another segment, since results of before may still be under way. Not declared.
    """

    outpost = models.ForeignKey("outposts.Outpost", on_delete=models.CASCADE, related_name="+")
    access = models.ForeignKey("reconcile.Access", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outpost", "access"], name="charge_once")]

    def __str__(self) -> str:
        """Who polls what."""
        return f"access {self.access_id} of outpost {self.outpost_id}"
