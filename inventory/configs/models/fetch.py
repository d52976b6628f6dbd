"""How the fetching of a device's configuration goes."""

from django.db import models

from inventory.configs.choices import FetchReason


class Fetch(models.Model):
    """How fetching goes for one device. Not a declared type: an attempt a day is no history.

    A device without a row was never tried. `asked` and `asked_by` say why and for whom the next one is due.
    """

    device = models.OneToOneField("dcim.Device", on_delete=models.CASCADE, primary_key=True, related_name="+")
    last_attempt = models.DateTimeField(null=True)
    last_success = models.DateTimeField(null=True)
    error = models.TextField(default="", blank=True)
    failures = models.PositiveIntegerField(default=0)
    next_due = models.DateTimeField(null=True, db_index=True)
    asked = models.CharField(max_length=20, choices=FetchReason.choices, default="", blank=True)
    asked_by = models.CharField(max_length=150, default="", blank=True)

    def __str__(self) -> str:
        """Whose fetching it is."""
        return f"configuration of device {self.device_id}"
