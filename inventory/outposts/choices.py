"""Closed vocabularies of outposts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OutpostState(TextChoices):
    """Whether an outpost was heard from lately."""

    OK = "ok", _("in contact")
    LATE = "late", _("late")
    UNKNOWN = "unknown", _("never heard from")


class BundleState(TextChoices):
    """What became of a bundle."""

    ACCEPTED = "accepted", _("stored whole")
    REFUSED = "refused", _("refused")


class Refusal(TextChoices):
    """Why a bundle was refused."""

    MALFORMED = "malformed", _("no bundle, or cut off")
    TAMPERED = "tampered", _("altered on the way")
    FOREIGN = "foreign", _("from or for somebody else")
    REPLAYED = "replayed", _("imported before")
    OUT_OF_ORDER = "out-of-order", _("an earlier one is missing")
    DIFFERENT = "different", _("same number, other content")
    DISABLED = "disabled", _("its outpost is switched off")
