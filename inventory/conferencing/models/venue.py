"""Venues."""

from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import VenueKind, VenueStatus
from inventory.conferencing.rules.venues import VENUE_RULES
from inventory.declare.vocabulary import Choice, Computed, Nested, Ref, day, decimal, depth_sql, whole


class Venue(Nested):
    """A room that takes part in the city's video conferences.

    Main venues lead, branch venues of the city hang below them, base-level venues of counties and districts below
    those. A main venue's `stand_in` takes over when it fails. The limits are what the path to the venue must keep.
    """

    kind = Choice(_("kind"), VenueKind)
    status = Choice(_("status"), VenueStatus, default=VenueStatus.ACTIVE)
    stand_in = Ref("self", _("stand-in"), null=True, keep=False, related="stands_in_for")
    site = Ref("dcim.Site", _("site"), related="venues")
    location = Ref("dcim.Location", _("location"), null=True, related="venues")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="venues")
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="venues")
    seats, opened = whole(_("seats")), day(_("opened"))
    max_loss = decimal(_("loss limit"), 5, 2, (0, 100), _("Per cent of packets."))
    max_delay = whole(_("delay limit"), hint=_("Milliseconds, one way."))
    max_jitter = whole(_("jitter limit"), hint=_("Milliseconds."))
    min_bandwidth = whole(_("bandwidth needed"), hint=_("kbit/s"))

    class Meta(Nested.Meta):
        verbose_name, verbose_name_plural = _("venue"), _("venues")

    class Inventory:
        path, plugin, brief = "conferencing/venues", True, "name slug kind status description _depth"
        columns = "name kind status parent stand_in site tenant responsible endpoint_count"
        search, rules = {"name": 100, "slug": 110, "description": 500, "comments": 5000}, VENUE_RULES
        counts = {"endpoint_count": "conferencing.venueendpoint.venue"}
        computed = {"_depth": Computed(depth_sql("conferencing_venue"))}
        groups = {"network": "max_loss max_delay max_jitter min_bandwidth", "owner": "responsible", "life": "opened"}
        menu, icon, facets = "services/venues", "video", "kind status site tenant responsible"
