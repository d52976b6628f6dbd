"""Vocabularies of the core application."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Action(TextChoices):
    """What happened to an object."""

    CREATE = "create", _("Created")
    UPDATE = "update", _("Updated")
    DELETE = "delete", _("Deleted")


class SourceType(TextChoices):
    """Where the files of a data source lie."""

    LOCAL = "local", _("Local")
    GIT = "git", _("Git")


class SourceStatus(TextChoices):
    """How the last synchronisation of a data source went."""

    NEW = "new", _("New")
    QUEUED = "queued", _("Queued")
    SYNCING = "syncing", _("Syncing")
    COMPLETED = "completed", _("Completed")
    FAILED = "failed", _("Failed")


class SyncInterval(IntegerChoices):
    """How often a data source is read again, in minutes."""

    MINUTELY = 1, _("Minutely")
    HOURLY = 60, _("Hourly")
    HALF_DAILY = 720, _("12 hours")
    DAILY = 1440, _("Daily")
    WEEKLY = 10080, _("Weekly")
    MONTHLY = 43200, _("30 days")


class JobKind(TextChoices):
    """What a background job does to many objects of a type."""

    IMPORT = "import", _("Import")
    EDIT = "edit", _("Bulk edit")
    DELETE = "delete", _("Bulk deletion")
    INSPECT = "inspect", _("Inspection")


class JobState(TextChoices):
    """How far a background job is."""

    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
