"""Closed vocabularies of events, the same as those of `collectors.events`; a test compares them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EventOrigin(TextChoices):
    """What it came as."""

    TRAP = "trap", _("SNMP trap")
    INFORM = "inform", _("SNMP inform")
    SYSLOG = "syslog", _("Syslog")


class EventSeverity(TextChoices):
    """How grave it is, worst first."""

    CRITICAL = "critical", pgettext_lazy("severity", "Critical")
    ERROR = "error", pgettext_lazy("severity", "Error")
    WARNING = "warning", pgettext_lazy("severity", "Warning")
    NOTICE = "notice", pgettext_lazy("severity", "Notice")
    INFO = "info", pgettext_lazy("severity", "Information")


class EventKind(TextChoices):
    """What happened."""

    LINK_DOWN = "link-down", _("Link down")
    LINK_UP = "link-up", _("Link up")
    COLD_START = "cold-start", _("Cold start")
    WARM_START = "warm-start", _("Warm start")
    AUTH_FAILURE = "auth-failure", _("Authentication failure")
    LOGIN = "login", pgettext_lazy("event", "Login")
    LOGIN_FAILED = "login-failed", _("Login failed")
    CONFIG_CHANGED = "config-changed", _("Configuration changed")
    BGP_DOWN = "bgp-down", _("BGP session down")
    BGP_UP = "bgp-up", _("BGP session up")
    OSPF_DOWN = "ospf-down", _("OSPF neighbour down")
    OSPF_UP = "ospf-up", _("OSPF neighbour up")
    TOPOLOGY_CHANGED = "topology-changed", _("Spanning tree changed")
    FAILOVER = "failover", _("Failover")
    FAN_FAILED = "fan-failed", _("Fan failed")
    FAN_OK = "fan-ok", _("Fan recovered")
    POWER_FAILED = "power-failed", _("Power supply failed")
    POWER_OK = "power-ok", _("Power supply recovered")
    TEMPERATURE_HIGH = "temperature-high", _("Temperature too high")
    TEMPERATURE_OK = "temperature-ok", _("Temperature normal")
    ON_BATTERY = "on-battery", _("On battery")
    ON_MAINS = "on-mains", _("Mains restored")
    BATTERY_LOW = "battery-low", _("Battery low")
    HARDWARE_CHANGED = "hardware-changed", _("Hardware changed")
    OPTICS = "optics", _("Optical power out of range")
    OVERLOAD = "overload", _("Overload")
    ADDRESS_CONFLICT = "address-conflict", _("Address conflict")
    MAC_MOVED = "mac-moved", _("MAC address moves")
    SECURITY = "security", pgettext_lazy("event", "Security")
    OTHER = "other", pgettext_lazy("event", "Other")


class Evidence(TextChoices):
    """What ties an event to its device."""

    ADDRESS = "address", _("Source address")
    NAME = "name", _("Host name")


class AlertState(TextChoices):
    """Whether an alert's condition still holds."""

    FIRING = "firing", _("Firing")
    RESOLVED = "resolved", _("Resolved")


class AlertSeverity(TextChoices):
    """How much an alert matters, worst first; as rules say it."""

    CRITICAL = "critical", pgettext_lazy("severity", "Critical")
    WARNING = "warning", pgettext_lazy("severity", "Warning")
    INFO = "info", pgettext_lazy("severity", "Information")
