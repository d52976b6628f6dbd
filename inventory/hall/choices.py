"""Closed vocabularies of windows and outlets."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WindowKind(TextChoices):
    """What a place in the hall or on a floor is."""

    WINDOW = "window", _("Service window")
    OFFICE = "office", _("Office")
    MEETING = "meeting", _("Meeting room")
    TERMINAL = "terminal", _("Self-service terminal")


class WindowStatus(TextChoices):
    """Whether a place is in use."""

    PLANNED = "planned", _("Planned")
    ACTIVE = "active", pgettext_lazy("window", "In use")
    CLOSED = "closed", pgettext_lazy("window", "Closed")


class OutletKind(TextChoices):
    """What an outlet is."""

    RJ45 = "rj45", _("Copper (RJ45)")
    FIBRE = "fibre", _("Fibre (LC)")
    VOICE = "voice", _("Telephone")
