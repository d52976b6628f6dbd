"""Locations."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import SiteStatus
from inventory.dcim.rules.places import location_in_site, location_moved
from inventory.dcim.scoped import LOCATION_COMPUTED, SITE_FILTERS
from inventory.declare.vocabulary import Choice, Nested, Ref, named, natural, no_loop, slugged, text, unique
from inventory.tenancy.owned import OWNED_FILTERS


class Location(Nested):
    """A part of a site: a floor, a machine room, a zone of it, a service window. Locations nest inside their site."""

    name = named()
    slug = slugged()
    site = Ref("dcim.Site", _("site"), owned=True, related="locations")
    status = Choice(_("status"), SiteStatus, default=SiteStatus.ACTIVE)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="locations")
    facility = text(_("facility"), 50, _("Local name or code."))
    _name = natural()

    class Meta(Nested.Meta):
        ordering = ["site_id", "_name", "id"]
        verbose_name, verbose_name_plural = _("location"), _("locations")
        constraints = [
            unique("dcim_location_unique_site_parent_name", "site", "parent", "name", nulls_distinct=False),
            unique("dcim_location_unique_site_parent_slug", "site", "parent", "slug", nulls_distinct=False),
        ]

    class Inventory:
        path = "dcim/locations"
        brief = "name slug description rack_count _depth"
        columns = "name site parent status tenant rack_count device_count"
        search = {"name": 100, "slug": 110, "facility": 100, "description": 500}
        computed = LOCATION_COMPUTED
        counts, filters = {"prefix_count": "ipam.prefix.scope"}, SITE_FILTERS | OWNED_FILTERS
        rules, saved = [no_loop, location_in_site], location_moved
        key = "site slug"
        menu, icon, facets = "inventory/sites", "door", "site status"
