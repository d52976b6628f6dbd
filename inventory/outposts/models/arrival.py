"""Batches that arrived."""

from django.db import models


class Arrival(models.Model):
    """A batch that is stored, so that the same one again is known as such. Forgotten after a month. Not declared."""

    outpost = models.ForeignKey("outposts.Outpost", on_delete=models.CASCADE, related_name="+")
    sequence = models.BigIntegerField()
    digest = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    results = models.PositiveIntegerField()
    dropped = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outpost", "sequence"], name="arrival_once")]

    def __str__(self) -> str:
        """Which batch of whom."""
        return f"batch {self.sequence} of outpost {self.outpost_id}"
