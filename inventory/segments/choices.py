"""Closed vocabularies of segments."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class PairRule(TextChoices):
    """What a policy says of two segments."""

    ISOLATED = "isolated", _("Isolated: nothing passes")
    ONE_WAY = "one-way", _("One way: from the first to the second")
    FILTERED = "filtered", _("Filtered: what a crossing states")
    OPEN = "open", pgettext_lazy("policy", "Open")


class CrossingKind(TextChoices):
    """What a crossing passes through."""

    FIREWALL = "firewall", _("Firewall")
    GATEWAY = "gateway", pgettext_lazy("crossing", "Gateway")
    PROXY = "proxy", _("Proxy")
    GAP = "gap", _("Isolation gap")
    DIODE = "diode", _("Data diode")


class CrossingStatus(TextChoices):
    """Life of a crossing; only an active one excuses a device that joins isolated segments."""

    REQUESTED = "requested", _("Requested")
    ACTIVE = "active", pgettext_lazy("crossing", "Active")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")


class Transport(TextChoices):
    """What the ports of a crossing are ports of."""

    ANY = "any", _("Any")
    TCP = "tcp", _("TCP")
    UDP = "udp", _("UDP")
    ICMP = "icmp", _("ICMP")
