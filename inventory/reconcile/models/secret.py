"""Encrypted words."""

from django.db import models


class Secret(models.Model):
    """The encrypted words of a credential. Not a declared type, so neither wire nor history ever sees it.

    Written and read by `inventory.reconcile.credentials` only.
    """

    credential = models.OneToOneField("reconcile.Credential", on_delete=models.CASCADE, primary_key=True)
    sealed = models.BinaryField()
    changed = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        """Whose secret it is, never what."""
        return f"secret of credential {self.credential_id}"
