"""Locations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import SiteStatus
from inventory.dcim.rules.places import location_in_site
from inventory.declare.fields import Choice, Ref, natural
from inventory.declare.records import Nested
from inventory.declare.spec import Computed
from inventory.declare.tree import count_below_sql, depth_sql, no_loop


class Location(Nested):
    """A part of a site: a floor, a machine room, a zone of it, a service window. Locations nest inside their site."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100)
    site = Ref("dcim.Site", _("site"), owned=True, related="locations")
    status = Choice(_("status"), SiteStatus, default=SiteStatus.ACTIVE)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="locations")
    facility = models.CharField(
        _("facility"), max_length=50, blank=True, default="", help_text=_("Local name or code.")
    )
    _name = natural()

    class Meta(Nested.Meta):
        ordering = ["site_id", "_name", "id"]
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "parent", name], nulls_distinct=False, name=f"dcim_location_unique_site_parent_{name}"
            )
            for name in ("name", "slug")
        ]

    class Inventory:
        path = "dcim/locations"
        brief = "name slug description rack_count _depth"
        columns = "name site parent status tenant rack_count device_count"
        search = {"name": 100, "slug": 110, "facility": 100, "description": 500}
        computed = {
            "rack_count": Computed(count_below_sql("dcim_location", "dcim_rack", "location_id")),
            "device_count": Computed(count_below_sql("dcim_location", "dcim_device", "location_id")),
            "_depth": Computed(depth_sql("dcim_location")),
        }
        counts = {"prefix_count": "ipam.prefix.scope"}
        filters = {"region": "site.region", "site_group": "site.group"}
        rules = [no_loop, location_in_site]
        key = "site slug"
        menu = "inventory/sites"
        icon = "door"
        facets = "site status"
