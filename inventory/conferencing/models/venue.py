"""Venues."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import VenueKind, VenueStatus
from inventory.conferencing.rules.venues import rank_below_parent, stand_in_of_its_kind, venue_location_in_site
from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Nested
from inventory.declare.spec import Computed
from inventory.declare.tree import depth_sql, no_loop


class Venue(Nested):
    """A room that takes part in the city's video conferences.

    Main venues lead, branch venues of the city hang below them, base-level venues of counties and districts
    below those. A main venue's `stand_in` takes over when it fails. The limits are what the path to the venue
    must keep before a meeting; null means the city's defaults.
    """

    kind = Choice(_("kind"), VenueKind)
    status = Choice(_("status"), VenueStatus, default=VenueStatus.ACTIVE)
    stand_in = Ref("self", _("stand-in"), null=True, keep=False, related="stands_in_for")
    site = Ref("dcim.Site", _("site"), related="venues")
    location = Ref("dcim.Location", _("location"), null=True, related="venues")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="venues")
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="venues")
    seats = models.PositiveSmallIntegerField(_("seats"), null=True, blank=True)
    max_loss: models.DecimalField = models.DecimalField(
        _("loss limit"), max_digits=5, decimal_places=2, null=True, blank=True, help_text=_("Per cent of packets."),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    max_delay = models.PositiveIntegerField(
        _("delay limit"), null=True, blank=True, help_text=_("Milliseconds, one way.")
    )
    max_jitter = models.PositiveIntegerField(_("jitter limit"), null=True, blank=True, help_text=_("Milliseconds."))
    min_bandwidth = models.PositiveIntegerField(_("bandwidth needed"), null=True, blank=True, help_text=_("kbit/s"))
    opened = models.DateField(_("opened"), null=True, blank=True)

    class Meta(Nested.Meta):
        verbose_name = _("venue")
        verbose_name_plural = _("venues")

    class Inventory:
        path = "conferencing/venues"
        plugin = True
        brief = "name slug kind status description _depth"
        columns = "name kind status parent stand_in site tenant responsible endpoint_count"
        search = {"name": 100, "slug": 110, "description": 500, "comments": 5000}
        counts = {"endpoint_count": "conferencing.venueendpoint.venue"}
        computed = {"_depth": Computed(depth_sql("conferencing_venue"))}
        rules = [no_loop, rank_below_parent, stand_in_of_its_kind, venue_location_in_site]
        groups = {"network": "max_loss max_delay max_jitter min_bandwidth", "owner": "responsible", "life": "opened"}
        menu = "services/venues"
        icon = "video"
        facets = "kind status site tenant responsible"
