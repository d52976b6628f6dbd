"""How an outpost stands."""

from django.db import models


class Contact(models.Model):
    """An outpost's keys, token and one-time code, and what it said last. Not a declared type.

    So neither wire nor history sees the secrets, and a row a minute is no history. `sequence` and `digest` name the
    last batch that is stored; `clock_off` is what its clock is ahead of ours, in seconds.
    """

    outpost = models.OneToOneField("outposts.Outpost", on_delete=models.CASCADE, primary_key=True)
    box = models.BinaryField(null=True)
    sign = models.BinaryField(null=True)
    key_name = models.CharField(max_length=16, default="", db_index=True)
    token_key = models.CharField(max_length=12, null=True, unique=True)
    token_digest = models.CharField(max_length=64, default="")
    code = models.BinaryField(null=True)  # sealed; null when used or none was made
    code_until = models.DateTimeField(null=True)
    enrolled = models.DateTimeField(null=True)
    sequence = models.BigIntegerField(default=0)
    digest = models.BinaryField(default=bytes(32))
    issued = models.BigIntegerField(default=0)  # of the last letter or work, milliseconds since 1970
    last_seen = models.DateTimeField(null=True)
    version = models.CharField(max_length=50, default="")
    devices = models.PositiveIntegerField(null=True)
    waiting = models.PositiveIntegerField(null=True)
    oldest = models.DateTimeField(null=True)
    octets = models.BigIntegerField(null=True)
    octets_limit = models.BigIntegerField(null=True)
    clock_off = models.FloatField(null=True)
    error = models.TextField(default="")

    def __str__(self) -> str:
        """Whose it is, and nothing secret."""
        return f"contact with outpost {self.outpost_id}"
