"""Batches that were stored."""

from django.db import models
from django.db.models.functions import Now


class Batch(models.Model):
    """A batch of events that was stored, so that a receiver that could not learn of it does not count it twice."""

    key = models.UUIDField(primary_key=True)
    stored = models.DateTimeField(db_default=Now(), db_index=True)
