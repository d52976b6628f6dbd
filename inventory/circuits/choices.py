"""Closed vocabularies of circuits, with the values and labels of NetBox 4.6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CircuitStatus(TextChoices):
    """Life of a circuit."""

    PLANNED = "planned", _("Planned")
    PROVISIONING = "provisioning", _("Provisioning")
    ACTIVE = "active", _("Active")
    OFFLINE = "offline", _("Offline")
    DEPROVISIONING = "deprovisioning", _("Deprovisioning")
    DECOMMISSIONED = "decommissioned", _("Decommissioned")


class TermSide(TextChoices):
    """Which end of a circuit."""

    A = "A", _("A")
    Z = "Z", _("Z")


class DistanceUnit(TextChoices):
    """Unit of a distance."""

    KM = "km", _("Kilometers")
    M = "m", _("Meters")
    MI = "mi", _("Miles")
    FT = "ft", _("Feet")
