"""Units of racks that are kept for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed
from inventory.tenancy.owned import OWNED_FILTERS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from inventory.dcim.models import RackReservation

RESERVATION_COMPUTED: Final = {"unit_count": Computed("cardinality({t}.units)", label=gettext_lazy("unit count"))}
RESERVATION_FILTERS: Final = {
    "site": "rack.site", "region": "rack.site.region", "site_group": "rack.site.group", "location": "rack.location",
    **OWNED_FILTERS,
}  # fmt: skip
RELEASED: Final = "stale"
"""A reservation of this status keeps nothing."""


def prepare(reservation: RackReservation, data: Mapping[str, Any]) -> None:
    """Keep the units in order, each once."""
    del data
    reservation.units = sorted(set(reservation.units or ()))


def units_are_free(reservation: RackReservation) -> None:
    """Reserved units exist in the rack, and no other reservation keeps them."""
    rack = reservation.rack
    missing = sorted(set(reservation.units) - set(range(rack.starting_unit, rack.starting_unit + rack.u_height)))
    if missing:
        message = _("Invalid unit(s) for %(height)sU rack: %(units)s")
        raise ValidationError({"units": message % {"height": rack.u_height, "units": _listed(missing)}})
    if reservation.status == RELEASED:
        return
    other = held(rack.pk, reservation.units).exclude(pk=reservation.pk).first()
    if other is not None:
        message = _("The following units have already been reserved: %(units)s (%(other)s)")
        shared = sorted(set(other.units) & set(reservation.units))
        raise ValidationError({"units": message % {"units": _listed(shared), "other": other}})


def held(rack: int, units: Collection[int]) -> Any:
    """The reservations that keep any of the units of a rack (by id), as a query set."""
    reservations = apps.get_model("dcim.RackReservation").objects
    return reservations.filter(rack=rack, units__overlap=list(units)).exclude(status=RELEASED).order_by("id")


def _listed(units: Collection[int]) -> str:
    return ", ".join(map(str, units))
