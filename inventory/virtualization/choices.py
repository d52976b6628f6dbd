"""Closed vocabularies of virtualisation, with the values and labels of NetBox 4.6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClusterStatus(TextChoices):
    """Life of a cluster."""

    PLANNED = "planned", _("Planned")
    STAGING = "staging", _("Staging")
    ACTIVE = "active", _("Active")
    DECOMMISSIONING = "decommissioning", _("Decommissioning")
    OFFLINE = "offline", _("Offline")


class MachineStatus(TextChoices):
    """Life of a virtual machine."""

    OFFLINE = "offline", _("Offline")
    ACTIVE = "active", _("Active")
    PLANNED = "planned", _("Planned")
    STAGED = "staged", _("Staged")
    FAILED = "failed", _("Failed")
    DECOMMISSIONING = "decommissioning", _("Decommissioning")
    PAUSED = "paused", _("Paused")


class StartOnBoot(TextChoices):
    """What a virtual machine does when its host starts."""

    ON = "on", _("On")
    OFF = "off", _("Off")
    LAST_STATE = "laststate", _("Last State")
