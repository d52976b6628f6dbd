"""SearchRow."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SearchRow(models.Model):
    """One searchable text of one object, with its bigrams; kept by triggers, read by `declare.search`."""

    id = models.BigAutoField(primary_key=True)
    label = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    weight = models.PositiveSmallIntegerField()
    value = models.TextField()
    grams = ArrayField(models.TextField())

    class Meta:
        indexes = [
            GinIndex("grams", name="core_search_grams"),
            models.Index("label", "object_id", name="core_search_object"),
        ]
