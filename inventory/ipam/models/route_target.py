"""Route targets."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary, Ref, required
from inventory.ipam.networks import TARGET_FILTERS


class RouteTarget(Primary):
    """A mark on routes (RFC 4360) by which VRFs let in what other VRFs let out."""

    name = required(_("name"), 21, _("RFC 4360, as 65000:100."), unique=True)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="route_targets")

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("route target"), _("route targets")

    class Inventory:
        path, brief = "ipam/route-targets", "name description"
        columns = "name tenant description"
        search = {"name": 100, "description": 500, "comments": 5000}
        filters, key = TARGET_FILTERS, "name"
        menu, icon, facets = "inventory/addresses", "arrows-split-2", "tenant"
