"""Power panels."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.rules.places import panel_in_site
from inventory.declare.fields import Ref, natural
from inventory.declare.records import Primary


class PowerPanel(Primary):
    """A distribution panel of a machine room, from which feeds lead to racks."""

    site = Ref("dcim.Site", _("site"), related="power_panels")
    location = Ref("dcim.Location", _("location"), null=True, related="power_panels")
    name = models.CharField(_("name"), max_length=100)
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["site_id", "_name", "id"]
        verbose_name = _("power panel")
        verbose_name_plural = _("power panels")
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="dcim_powerpanel_unique_site_name")]

    class Inventory:
        path = "dcim/power-panels"
        brief = "name description"
        columns = "name site location powerfeed_count description"
        search = {"name": 100, "description": 500, "comments": 5000}
        counts = {"powerfeed_count": "dcim.powerfeed.power_panel"}
        filters = {"region": "site.region", "site_group": "site.group"}
        rules = [panel_in_site]
        key = "site name"
        menu = "inventory/power"
        icon = "bolt"
        facets = "site location"
