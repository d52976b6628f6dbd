"""Closed vocabularies of video conferencing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VenueKind(TextChoices):
    """What a venue is in a conference."""

    MAIN = "main", _("Main venue")
    BRANCH = "branch", _("Branch venue")
    BASE = "base", _("Base-level venue")


class VenueStatus(TextChoices):
    """Life of a venue."""

    PLANNED = "planned", _("Planned")
    BUILDING = "building", _("Being built")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    RETIRED = "retired", _("Retired")


class EndpointKind(TextChoices):
    """What stands in a venue."""

    CODEC = "codec", _("Room terminal")
    MCU = "mcu", _("Multipoint control unit")
    RECORDER = "recorder", _("Recorder")
    GATEWAY = "gateway", _("Gateway")
    CAMERA = "camera", _("Camera")
    AUDIO = "audio", _("Sound")


class Signalling(TextChoices):
    """How an endpoint is called."""

    SIP = "sip", _("SIP")
    H323 = "h323", _("H.323")
    WEBRTC = "webrtc", _("WebRTC")
    NONE = "none", _("None")


class ConferenceState(TextChoices):
    """Life of a conference; planned, ready and running ones hold their venues and their MCU's ports."""

    PLANNED = "planned", _("Planned")
    READY = "ready", _("Ready")
    RUNNING = "running", _("Running")
    OVER = "over", _("Over")
    CANCELLED = "cancelled", _("Cancelled")


class CallOutcome(TextChoices):
    """How a test call ended."""

    PASSED = "passed", _("Passed")
    PARTIAL = "partial", _("Passed in part")
    FAILED = "failed", pgettext_lazy("test call", "Failed")


class SampleOccasion(TextChoices):
    """Why a venue was asked."""

    ROUTINE = "routine", _("Routine")
    BEFORE = "before", _("Before a conference")
    DURING = "during", _("During a conference")


class Readiness(TextChoices):
    """Whether a venue can take part: green, amber, red; unknown until something measured its path."""

    READY = "ready", _("Ready")
    LIMITED = "limited", _("Usable")
    NOT_READY = "not-ready", _("Not ready")
    UNKNOWN = "unknown", pgettext_lazy("readiness", "Unknown")
