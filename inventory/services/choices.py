"""Closed vocabularies of application services."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TeamKind(TextChoices):
    """What a support team is."""

    CENTRE = "centre", _("Technical service centre")
    OPERATOR = "operator", _("Operator of one system")
    VENDOR = "vendor", _("Vendor or integrator")
    DEPARTMENT = "department", _("Department staff")


class ServiceKind(TextChoices):
    """What an application service is to its users."""

    APPLICATION = "application", _("Application")
    INFORMATION = "information", _("Information resource")
    DATABASE = "database", _("Business database")
    WEBSITE = "website", _("Web site")
    PORTAL = "portal", _("Portal")
    INFRASTRUCTURE = "infrastructure", _("Infrastructure")


class ServiceStatus(TextChoices):
    """Life of a service."""

    PLANNED = "planned", _("Planned")
    BUILDING = "building", _("Being built")
    TRIAL = "trial", _("Trial run")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    RETIRED = "retired", _("Retired")


class InstanceRole(TextChoices):
    """What an instance does for its service."""

    WEB = "web", _("Web server")
    APPLICATION = "application", _("Application server")
    DATABASE = "database", _("Database")
    CACHE = "cache", _("Cache")
    QUEUE = "queue", _("Message queue")
    FILES = "files", _("File storage")
    BALANCER = "balancer", _("Load balancer")
    DIRECTORY = "directory", _("Directory")
    MEDIA = "media", _("Media server")
    OTHER = "other", _("Other")


class InstanceMode(TextChoices):
    """Whether an instance carries load."""

    ACTIVE = "active", pgettext_lazy("mode", "Active")
    STANDBY = "standby", _("Standby")
    COLD = "cold", _("Cold standby")


class Protocol(TextChoices):
    """How an endpoint is asked."""

    HTTPS = "https", _("HTTPS")
    HTTP = "http", _("HTTP")
    TCP = "tcp", _("TCP")
    UDP = "udp", _("UDP")
    ICMP = "icmp", _("ICMP")
    DNS = "dns", _("DNS")
    SMTP = "smtp", _("SMTP")
    IMAP = "imap", _("IMAP")
    LDAP = "ldap", _("LDAP")
    SIP = "sip", _("SIP")
    H323 = "h323", _("H.323")
    SQL = "sql", _("SQL")
    SSH = "ssh", _("SSH")
    NTP = "ntp", _("NTP")


class DependencyKind(TextChoices):
    """What the loss of the other service means."""

    HARD = "hard", _("Hard: does not work without")
    SOFT = "soft", _("Soft: works with less")


class ProtectionKind(TextChoices):
    """How copies are made."""

    BACKUP = "backup", _("Backup")
    OFFSITE = "offsite", _("Off-site backup")
    REPLICATION = "replication", _("Replication")
    SNAPSHOT = "snapshot", _("Snapshot")
    STANDBY = "standby", _("Standby site")


class DrillResult(TextChoices):
    """How the last restore drill ended."""

    PASSED = "passed", _("Passed")
    PARTIAL = "partial", _("Passed in part")
    FAILED = "failed", pgettext_lazy("drill", "Failed")
