"""Power panels."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.rules.places import panel_in_site
from inventory.dcim.scoped import SITE_FILTERS
from inventory.declare.vocabulary import Primary, Ref, named, natural, unique


class PowerPanel(Primary):
    """A distribution panel of a machine room, from which feeds lead to racks."""

    site = Ref("dcim.Site", _("site"), related="power_panels")
    location = Ref("dcim.Location", _("location"), null=True, related="power_panels")
    name = named()
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["site_id", "_name", "id"]
        verbose_name, verbose_name_plural = _("power panel"), _("power panels")
        constraints = [unique("dcim_powerpanel_unique_site_name", "site", "name")]

    class Inventory:
        path = "dcim/power-panels"
        brief = "name description"
        columns = "name site location powerfeed_count description"
        search = {"name": 100, "description": 500, "comments": 5000}
        counts = {"powerfeed_count": "dcim.powerfeed.power_panel"}
        filters = SITE_FILTERS
        rules = [panel_in_site]
        key = "site name"
        menu, icon, facets = "inventory/power", "bolt", "site location"
