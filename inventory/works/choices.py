"""Closed vocabularies of projects, standards and consolidation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanStatus(TextChoices):
    """Life of a yearly plan."""

    DRAFT = "draft", _("Draft")
    ADOPTED = "adopted", _("Adopted")
    CLOSED = "closed", _("Closed")


class Stage(TextChoices):
    """How far a project has come; `inventory.works.stages` says which leads to which."""

    PROPOSED = "proposed", _("Proposed")
    REVIEWED = "reviewed", _("Reviewed")
    APPROVED = "approved", _("Approved")
    TENDERED = "tendered", _("Tendered")
    BUILT = "built", _("Built")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class Verdict(TextChoices):
    """What a reviewing body says of a project."""

    FAVOUR = "favour", _("In favour")
    CONDITIONS = "conditions", _("In favour on conditions")
    AGAINST = "against", _("Against")


class TenderMethod(TextChoices):
    """How a supplier is found (Government Procurement Law, article 26)."""

    OPEN = "open", _("Open tender")
    INVITED = "invited", _("Invited tender")
    NEGOTIATION = "negotiation", _("Competitive negotiation")
    INQUIRY = "inquiry", _("Price inquiry")
    SINGLE = "single", _("Single source")


class StandardKind(TextChoices):
    """What a standard asks."""

    NAMING = "naming", _("Naming rule")
    REQUIRED = "required", _("Required fields")
    ADDRESS = "address", _("Address plan")
    CATALOGUE = "catalogue", _("Catalogue of device types")


class Enforcement(TextChoices):
    """What becomes of a violation."""

    REFUSE = "refuse", _("Refused when written")
    LIST = "list", _("Listed")


class MoveState(TextChoices):
    """How far the move of one machine has come, as people say; whether it answers is observed."""

    PLANNED = "planned", _("Planned")
    MOVED = "moved", _("Moved")
    RETIRED = "retired", _("Retired")


class ConsolidationStatus(TextChoices):
    """Life of a consolidation plan."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", pgettext_lazy("plan", "Under way")
    DONE = "done", _("Done")
