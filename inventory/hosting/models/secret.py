"""Encrypted words of what is hosted."""

from django.db import models


class HostingSecret(models.Model):
    """Encrypted words. Not a declared type, so neither wire nor history ever sees it.

    Written and read by `inventory.hosting.vault` only.
    """

    name = models.CharField(max_length=255, unique=True)
    sealed = models.BinaryField()
    changed = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        """What it is for, never what it is."""
        return f"secret {self.name}"
