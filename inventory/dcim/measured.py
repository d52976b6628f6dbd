"""Where things lie on the map and what they weigh."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import OuterUnit, WeightUnit
from inventory.declare.vocabulary import Choice, decimal, flag, number, whole

Stated = models.PositiveIntegerField[int | None, int | None]


class Located(models.Model):
    """A thing with a place on the map, in degrees of WGS 84; null while not stated."""

    latitude = decimal(_("latitude"), 8, 6, (-90, 90), _("Degrees, WGS 84."))
    longitude = decimal(_("longitude"), 9, 6, (-180, 180), _("Degrees, WGS 84."))

    class Meta:
        abstract = True


def numbering() -> tuple[models.PositiveIntegerField[int, int], models.BooleanField[bool, bool]]:
    """Columns of how units are counted: from which number, and whether from the top."""
    return number(_("starting unit"), 1, default=1), flag(_("descending units"), _("Units are counted from the top."))


def outside() -> tuple[Stated, Stated, Stated, Choice]:
    """Columns of outer width, height and depth, and of their unit; null while not stated."""
    return (
        whole(_("outer width")), whole(_("outer height")), whole(_("outer depth")),
        Choice(_("outer unit"), OuterUnit, null=True),
    )  # fmt: skip


class Weighed(models.Model):
    """A thing with a weight in `weight_unit`; null while not stated."""

    weight = decimal(_("weight"), 8, 2, (0, 1_000_000))
    weight_unit = Choice(_("weight unit"), WeightUnit, null=True)

    class Meta:
        abstract = True
