"""Vocabularies of discovery."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CandidateState(TextChoices):
    """What became of a candidate."""

    NEW = "new", pgettext_lazy("candidate", "New")
    KNOWN = "known", _("Known already")
    ADOPTED = "adopted", _("Adopted")
    IGNORED = "ignored", _("Ignored")


class Layer(TextChoices):
    """How far a question came (`collectors.discovering.Layer`)."""

    ANSWERED = "answered", _("Answered")
    NO_VIEW = "no_view", _("No view")
    WRONG_KEY = "wrong_key", _("Wrong key")
    UNKNOWN_USER = "unknown_user", _("Unknown user")
    GARBLED = "garbled", _("Garbage")
    REFUSED = "refused", _("Refused")
    UNREACHABLE = "unreachable", _("Unreachable")


class SweepState(TextChoices):
    """How far the last look through a range is."""

    NEVER = "never", pgettext_lazy("look", "Never")
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")
