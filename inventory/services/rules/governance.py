"""What must hold of responsibilities and duty, and who is on duty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db.models import F, Func, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from inventory.services.models import DutyShift, Responsibility

# A range of one number stands for equality: comparing plain numbers in a GiST index would need an extension.
SAME_TEAM: Final = (
    Func(F("team"), F("team"), Value("[]"), function="int8range", output_field=BigIntegerRangeField()),
    RangeOperators.OVERLAPS,
)
SAME_TIME: Final = (
    Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField()),
    RangeOperators.OVERLAPS,
)
CRITERIA: Final = ("site", "location", "segment", "tenant", "service", "role")
ON_DUTY: Final = """SELECT d.contact_id FROM services_dutyshift d
    WHERE d.team_id = {t}.id AND d.kind = 'primary' AND d.starts_at <= now() AND d.ends_at > now() LIMIT 1"""
TEAM_COMPUTED: Final = {
    "on_duty": Computed(ON_DUTY, "ref", gettext_lazy("on duty now"), target="tenancy.contact"),
}
"""The primary shift of this moment; null while nobody is on duty."""


def of_a_centre(found: Responsibility) -> None:
    """Only technical service centres are responsible for what rules say; others are named on the object itself."""
    if found.team.kind != "centre":
        message = _("%(team)s is no technical service centre.")
        raise ValidationError({"team": message % {"team": found.team}})


def says_for_what(found: Responsibility) -> None:
    """A rule states something, and nothing that no object can satisfy together."""
    stated = [name for name in CRITERIA if getattr(found, f"{name}_id") is not None]
    if not stated:
        message = _("State for what: a site, location, segment, department, service or device role.")
        raise ValidationError({"site": message})
    networks, places = {"segment", "service"} & set(stated), {"site", "location", "role"} & set(stated)
    if networks and places:
        message = _("No object has both a %(one)s and a %(other)s; write two rules.")
        told = {"one": min(networks), "other": min(places)}
        raise ValidationError({min(places): message % told})
    place = found.location
    if place is not None and found.site_id is not None and place.site_id != found.site_id:
        message = _("Location %(location)s does not belong to site %(site)s.")
        raise ValidationError({"location": message % {"location": place, "site": found.site}})


def ends_later(shift: DutyShift) -> None:
    """A shift ends after it begins."""
    if shift.ends_at <= shift.starts_at:
        message = _("It ends at %(end)s, not after %(start)s.")
        raise ValidationError({"ends_at": message % {"end": shift.ends_at, "start": shift.starts_at}})
