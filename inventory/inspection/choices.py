"""Closed vocabularies of the inspection of web sites."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Result(TextChoices):
    """What an inspection amounts to."""

    PASS = "pass", pgettext_lazy("inspection", "Passed")
    FAIL = "fail", pgettext_lazy("inspection", "Failed")
    UNKNOWN = "unknown", pgettext_lazy("inspection", "Unknown")


class FindingKind(TextChoices):
    """What is wrong with a site."""

    CLOSED = "closed", _("Does not open")
    HOME_OLD = "home-old", _("Home page not updated")
    COLUMN_OLD = "column-old", _("Column not updated")
    COLUMN_BLANK = "column-blank", _("Blank column")
    DEAD_LINK = "dead-link", _("Dead link")
    ENCODING = "encoding", _("Wrong encoding")
    CERTIFICATE = "certificate", _("Certificate not valid")
    CERTIFICATE_SOON = "certificate-soon", _("Certificate expires soon")


class Veto(TextChoices):
    """What fails a site whatever its points."""

    CLOSED = "closed", _("Home page does not open")
    HOME_OLD = "home-old", _("Home page not updated")
    COLUMNS_OLD = "columns-old", _("Too many columns not updated")
    COLUMNS_BLANK = "columns-blank", _("Too many blank columns")


class HelpKind(TextChoices):
    """How a site that sleeps was helped."""

    VISIT = "visit", _("Visit on the spot")
    TRAINING = "training", _("Training")
    CONTENT = "content", _("Content supplied")
    REBUILD = "rebuild", _("Site rebuilt")
    HOSTING = "hosting", _("Taken into the site cluster")
    NOTICE = "notice", _("Notice to the department")
