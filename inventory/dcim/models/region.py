"""Regions."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.scoped import prefixes_in
from inventory.declare.records import Nested
from inventory.declare.spec import Computed
from inventory.declare.tree import count_below_sql, depth_sql, no_loop


class Region(Nested):
    """A part of the country, the city or the county.

    Regions nest, and a filter by a region includes the sites of the regions below it.
    """

    class Meta(Nested.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    class Inventory:
        path = "dcim/regions"
        brief = "name slug description site_count _depth"
        columns = "name parent site_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        computed = {
            "site_count": Computed(count_below_sql("dcim_region", "dcim_site", "region_id")),
            "prefix_count": Computed(prefixes_in("dcim.region", "region_id")),
            "_depth": Computed(depth_sql("dcim_region")),
        }
        rules = [no_loop]
        menu = "inventory/sites"
        icon = "map-pin"
