"""Answers that business figures were read from."""

from django.db import models


class FigureAnswer(models.Model):
    """The last answer of a figure's source, and how often it failed since. Not a declared type: collecting writes it.

    `text` is the start of the answer that gave the latest value, at `answered`; `error` is of a failure since.
    """

    figure = models.OneToOneField("services.BusinessFigure", on_delete=models.CASCADE, related_name="answer")
    asked = models.DateTimeField()
    answered = models.DateTimeField(null=True)
    address = models.CharField(max_length=500)
    query = models.CharField(max_length=1000)
    text = models.TextField(blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        """When it was asked, and how it went."""
        return f"{self.asked:%Y-%m-%d %H:%M:%S} {self.error or 'answered'}"
