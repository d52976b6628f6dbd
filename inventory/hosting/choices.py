"""Closed vocabularies of hosting requests."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Item(TextChoices):
    """What the catalogue offers."""

    RACK_SPACE = "rack-space", _("Rack space for own equipment")
    MACHINE = "machine", _("Virtual machine")
    WEBSITE = "website", _("Web site")
    DATABASE = "database", _("Database")
    MAILBOXES = "mailboxes", _("Mailboxes")
    ROOM = "conference-room", _("Conference room")
    CONNECTION = "connection", _("Network connection")
    CORRECTION = "correction", _("Correction of a port")


class Purpose(TextChoices):
    """What is asked of the item: a new one, or something about one that a request brought."""

    NEW = "new", _("New")
    CHANGE = "change", _("Change")
    MOVE = "move", _("Move")
    RETURN = "return", _("Give back")


class RequestState(TextChoices):
    """How far a request has come; `inventory.hosting.states` says which leads to which."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    QUESTIONED = "questioned", _("Question asked")
    UNFIT = "unfit", _("Nothing fits")
    PLANNED = "planned", _("Plan ready")
    APPROVED = "approved", _("Approved, reserved")
    ACTING = "acting", _("Being carried out")
    VERIFYING = "verifying", _("Being verified")
    LIVE = "live", _("Live")
    FAILED = "failed", _("Could not be done")
    RELEASED = "released", _("Released")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RETIRED = "retired", _("Given back")


class Exposure(TextChoices):
    """Who may reach what is hosted."""

    DEPARTMENT = "department", _("The department only")
    EXTRANET = "extranet", _("All departments")
    PUBLIC = "public", _("The public")


class BackupClass(TextChoices):
    """How often a copy goes to another machine room, and how long copies are kept."""

    NONE = "none", _("No backup")
    DAILY = "daily", _("Daily, kept 30 days")
    HOURLY = "hourly", _("Hourly, kept 90 days")


class RunKind(TextChoices):
    """Why a play was run."""

    CHECK = "check", _("Check mode")
    APPLY = "apply", _("Apply")
    UNDO = "undo", _("Undo")


class RunState(TextChoices):
    """What became of a run."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    LOST = "lost", _("Lost with its worker")


class Outcome(TextChoices):
    """What a verification found; unknown is not yes."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Unknown")


class Serves(TextChoices):
    """What a host that plays run on is for."""

    GUEST = "guest", _("What was asked for")
    IMAGE = "image", _("How new machines let in")
    DNS = "dns", _("Names")
    BACKUP = "backup", _("Copies")
    SWITCH = "switch", _("Ports")
