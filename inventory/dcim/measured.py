"""Where things lie on the map and what they weigh."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import WeightUnit
from inventory.declare.vocabulary import Choice, decimal


class Located(models.Model):
    """A thing with a place on the map, in degrees of WGS 84; null while not stated."""

    latitude = decimal(_("latitude"), 8, 6, (-90, 90), _("Degrees, WGS 84."))
    longitude = decimal(_("longitude"), 9, 6, (-180, 180), _("Degrees, WGS 84."))

    class Meta:
        abstract = True


class Weighed(models.Model):
    """A thing with a weight in `weight_unit`; null while not stated."""

    weight = decimal(_("weight"), 8, 2, (0, 1_000_000))
    weight_unit = Choice(_("weight unit"), WeightUnit, null=True)

    class Meta:
        abstract = True
