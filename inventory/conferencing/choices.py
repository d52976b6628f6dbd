"""Closed vocabularies of video conferencing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
