"""What must hold of copies, and how fresh they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed, Holds
from inventory.services.choices import Freshness

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.services.models import Protection

SUBJECTS: Final = (
    "services.applicationservice", "dcim.device", "virtualization.virtualmachine", "dcim.site", "dcim.location",
)  # fmt: skip
"""What can be protected by a copy; a business database is a service."""
ELSEWHERE: Final = frozenset({"offsite", "standby"})
AGE: Final = """CASE WHEN {t}.last_good_copy IS NULL OR {t}.rpo IS NULL THEN 'unknown'
    WHEN now() - {t}.last_good_copy <= {t}.rpo * interval '1 minute' THEN 'fresh' ELSE 'stale' END"""
PROTECTION_COMPUTED: Final = {
    "freshness": Computed(AGE, "choice", gettext_lazy("freshness"), choices=tuple(Freshness.choices)),
}
KNOWN: Final = Q(last_good_copy__isnull=False, rpo__isnull=False)
FRESH: Final = KNOWN & Q(last_good_copy__gte=Now() - F("rpo") * Value(timedelta(minutes=1)))
PROTECTION_FILTERS: Final = {
    "fresh": Holds(FRESH, gettext_lazy("fresh")),
    "stale": Holds(KNOWN & ~FRESH, gettext_lazy("stale")),
}


def freshness(last_good_copy: datetime | None, rpo: int | None, now: datetime | None = None) -> Freshness:
    """Whether a copy is as young as agreed; `rpo` in minutes. Unknown without a copy or without an agreement."""
    if last_good_copy is None or rpo is None:
        return Freshness.UNKNOWN
    fresh = (now or timezone.now()) - last_good_copy <= timedelta(minutes=rpo)
    return Freshness.FRESH if fresh else Freshness.STALE


def copy_lies_elsewhere(protection: Protection) -> None:
    """An off-site copy does not lie where its original does; the place of the copy lies in its site."""
    if protection.kind in ELSEWHERE and protection.source_id == protection.target_id:
        message = _("An off-site copy cannot lie at %(site)s, where its original is.")
        raise ValidationError({"target": message % {"site": protection.target}})
    place = protection.target_location
    if place is not None and place.site_id != protection.target_id:
        message = _("Location %(location)s does not belong to site %(site)s.")
        raise ValidationError({"target_location": message % {"location": place, "site": protection.target}})
