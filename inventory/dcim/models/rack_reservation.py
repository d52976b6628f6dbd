"""Rack reservations."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import PositiveSmallIntegerField
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import ReservationStatus
from inventory.dcim.rules.reservations import RESERVATION_COMPUTED, RESERVATION_FILTERS, prepare, units_are_free
from inventory.declare.vocabulary import Choice, Primary, Ref, required


class RackReservation(Primary):
    """Units of a rack that are kept for somebody. Only devices of the same tenant may be mounted there.

    A stale reservation keeps nothing any more.
    """

    rack = Ref("dcim.Rack", _("rack"), owned=True, related="reservations")
    units = ArrayField(PositiveSmallIntegerField(), verbose_name=_("units"), help_text=_("Unit numbers, as 10,11,12."))
    status = Choice(_("status"), ReservationStatus, default=ReservationStatus.ACTIVE)
    user = Ref("users.User", _("user"), related="rack_reservations")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="rack_reservations")
    description = required(_("description"), 200)

    class Meta(Primary.Meta):
        ordering = ["created", "id"]
        verbose_name, verbose_name_plural = _("rack reservation"), _("rack reservations")

    class Inventory:
        path = "dcim/rack-reservations"
        brief = "status user description units"
        columns = "rack units status user tenant description"
        search = {"description": 100, "comments": 5000}
        computed, filters = RESERVATION_COMPUTED, RESERVATION_FILTERS
        prepare = prepare
        rules = [units_are_free]
        display, key = "{rack.name}: {description}", "id"
        parent = "rack"
        menu, icon, facets = "inventory/racks", "clipboard-check", "rack status user tenant"
