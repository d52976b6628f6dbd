"""Visits of home pages."""

from django.db import models


class Visit(models.Model):
    """One attempt to open a home page. Not a declared type: twenty a day of each site, kept for two weeks."""

    id = models.BigAutoField(primary_key=True)
    website = models.ForeignKey("inspection.Website", on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField()
    ok = models.BooleanField()
    seconds = models.FloatField()
    status = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["website", "-at"], name="inspection_visit_at")]

    def __str__(self) -> str:
        """When, and how it went."""
        return f"{self.at:%Y-%m-%d %H:%M} {'opened' if self.ok else self.reason}"
