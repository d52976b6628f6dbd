"""Site groups."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.scoped import prefixes_in
from inventory.declare.records import Nested
from inventory.declare.spec import Computed
from inventory.declare.tree import count_below_sql, depth_sql, no_loop


class SiteGroup(Nested):
    """A kind of site across regions: machine rooms, department buildings, communities, service halls. Groups nest."""

    class Meta(Nested.Meta):
        verbose_name = _("site group")
        verbose_name_plural = _("site groups")

    class Inventory:
        path = "dcim/site-groups"
        brief = "name slug description site_count _depth"
        columns = "name parent site_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        computed = {
            "site_count": Computed(count_below_sql("dcim_sitegroup", "dcim_site", "group_id")),
            "prefix_count": Computed(prefixes_in("dcim.sitegroup", "group_id")),
            "_depth": Computed(depth_sql("dcim_sitegroup")),
        }
        rules = [no_loop]
        menu = "inventory/sites"
        icon = "sitemap"
