"""Closed vocabularies of segments."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class SegmentKind(TextChoices):
    """Which of the networks of 三网一库 a segment is; pages show each with its own badge."""

    INTRANET = "intranet", _("Intranet")
    EXTRANET = "extranet", _("Extranet")
    PRIVATE = "private", _("Department private network")
    INTERNET = "internet", _("Internet")
    CONFERENCE = "conference", _("Video conferencing")
    MANAGEMENT = "management", _("Management")


class Isolation(TextChoices):
    """How a segment is kept apart from the others."""

    PHYSICAL = "physical", _("Physical: no shared equipment or cable")
    LOGICAL = "logical", _("Logical: VRFs, VLANs, firewalls")
    NONE = "none", _("None")


class ProtectionLevel(IntegerChoices):
    """MLPS level (等保, GB/T 22240): 1 is the lowest."""

    LEVEL_1 = 1, _("Level 1")
    LEVEL_2 = 2, _("Level 2")
    LEVEL_3 = 3, _("Level 3")
    LEVEL_4 = 4, _("Level 4")
    LEVEL_5 = 5, _("Level 5")
