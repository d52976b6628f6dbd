"""Closed vocabularies of the archive."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FetchReason(TextChoices):
    """Why a configuration was fetched."""

    SCHEDULE = "schedule", pgettext_lazy("fetch", "Schedule")
    CHANGE = "change", pgettext_lazy("fetch", "The device said it changed")
    REQUEST = "request", pgettext_lazy("fetch", "Asked for")
    IMPORT = "import", pgettext_lazy("fetch", "Loaded from a file")


class Severity(TextChoices):
    """How grave a departure is."""

    INFO = "info", pgettext_lazy("severity", "Note")
    WARNING = "warning", pgettext_lazy("severity", "Warning")
    CRITICAL = "critical", pgettext_lazy("severity", "Critical")


class Compliance(TextChoices):
    """Whether a device complies with a rule."""

    YES = "yes", pgettext_lazy("compliance", "Complies")
    NO = "no", pgettext_lazy("compliance", "Departs")
    UNKNOWN = "unknown", pgettext_lazy("compliance", "Unknown")


class Reason(TextChoices):
    """Why a device complies, departs, or why that is unknown."""

    COMPLIES = "complies", _("everything asked for is there")
    NONE = "none", _("no block that the rule is about")
    DEPARTS = "departs", _("lines depart")
    NOTHING = "nothing", _("no configuration is archived")
    UNREAD = "unread", _("the archive could not be read")
    SLOW = "slow", _("an expression took longer than a second")
    EXPRESSION = "expression", _("an expression is wrong")
