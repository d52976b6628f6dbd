"""What must hold of venues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.together import by_itself
from inventory.declare.vocabulary import no_loop

if TYPE_CHECKING:
    from inventory.conferencing.models import Venue

RANK: Final = {"main": 0, "branch": 1, "base": 2}


def rank_below_parent(venue: Venue) -> None:
    """Main venues hang below none, branch venues below main ones, base-level venues below either."""
    if venue.parent_id and RANK[venue.kind] <= RANK[venue.parent.kind]:
        message = _("A venue of kind “%(kind)s” cannot hang below %(parent)s, a venue of kind “%(other)s”.")
        told = {"kind": venue.get_kind_display(), "parent": venue.parent, "other": venue.parent.get_kind_display()}
        raise ValidationError({"parent": message % told})


def stand_in_of_its_kind(venue: Venue) -> None:
    """Another venue of the same kind may stand in."""
    if venue.stand_in_id is None:
        return
    if venue.stand_in_id == venue.pk:
        raise ValidationError({"stand_in": _("A venue cannot stand in for itself.")})
    if venue.stand_in.kind != venue.kind:
        message = _("%(other)s is a venue of kind “%(kind)s” and cannot stand in for one of kind “%(own)s”.")
        told = {"other": venue.stand_in, "kind": venue.stand_in.get_kind_display(), "own": venue.get_kind_display()}
        raise ValidationError({"stand_in": message % told})


@by_itself
def venue_location_in_site(venue: Venue) -> None:
    """A venue's location lies in its site."""
    if venue.location_id and venue.location.site_id != venue.site_id:
        message = _("Location %(location)s does not belong to site %(site)s.")
        raise ValidationError({"location": message % {"location": venue.location, "site": venue.site}})


VENUE_RULES: Final = (no_loop, rank_below_parent, stand_in_of_its_kind, venue_location_in_site)
