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


class DutyKind(TextChoices):
    """Who is called first."""

    PRIMARY = "primary", pgettext_lazy("duty", "Primary")
    SECONDARY = "secondary", pgettext_lazy("duty", "Secondary")


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


class AvailabilityClass(TextChoices):
    """How much the city relies on a service, lowest first."""

    ORDINARY = "ordinary", _("Ordinary")
    IMPORTANT = "important", _("Important")
    CRITICAL = "critical", _("Critical")
    EMERGENCY = "emergency", _("Emergency command")


class Exposure(TextChoices):
    """From where a service can be reached at the most."""

    INTRANET = "intranet", _("Intranet only")
    EXTRANET = "extranet", _("Extranet")
    INTERNET = "internet", _("Internet")


class SiteKind(TextChoices):
    """What kind of web site it is; the limit of its newest page's age goes by it."""

    GENERAL = "general", _("General site of the city")
    PORTAL = "portal", _("Portal of an office")
    DEPARTMENT = "department", _("Site of a department")
    SPECIAL = "special", _("Site of one topic")


class Period(TextChoices):
    """The span over which an objective is reckoned."""

    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


class FigureSource(TextChoices):
    """How the values of a business figure come here."""

    STATED = "stated", _("Stated by people")
    PUSHED = "pushed", _("Pushed over the API")
    JSON = "http-json", _("HTTP, JSON")
    SQL = "sql", _("SQL query")
    PROMETHEUS = "prometheus", _("Prometheus text")


class ValueOrigin(TextChoices):
    """Where one value came from."""

    STATED = "stated", _("Stated")
    PUSHED = "pushed", _("Pushed")
    COLLECTED = "collected", _("Collected")


class FigureState(TextChoices):
    """A business figure's latest value against its limits."""

    WITHIN = "within", _("Within its limits")
    LOW = "low", _("Too low")
    HIGH = "high", _("Too high")
    UNKNOWN = "unknown", _("No value")


class Freshness(TextChoices):
    """A copy's age against what may be lost."""

    FRESH = "fresh", _("Fresh")
    STALE = "stale", _("Stale")
    UNKNOWN = "unknown", pgettext_lazy("copy", "Unknown")
