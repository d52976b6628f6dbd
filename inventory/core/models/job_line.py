"""Lines of the report of a background job."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class JobLine(models.Model):
    """What became of one row of a file, or of one object; `problems` holds column, value and reason of each."""

    id = models.BigAutoField(primary_key=True)
    job = models.ForeignKey("core.Job", on_delete=models.CASCADE, related_name="lines")
    number = models.BigIntegerField()
    state = models.CharField(max_length=10)
    display = models.CharField(max_length=200)
    problems = ArrayField(ArrayField(models.TextField()))

    class Meta:
        indexes = [models.Index(fields=["job", "state", "number"], name="core_jobline_order")]
