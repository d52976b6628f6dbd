"""VRFs."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary, Ref, Refs, flag, named, unstated
from inventory.ipam.networks import VRF_FILTERS


class VRF(Primary):
    """A routing table of its own (virtual routing and forwarding), with unique addresses unless it says otherwise.

    Departments' private networks overlap, each in its own VRF. An address without VRF is in the global table.
    """

    name = named(db_index=True)
    rd = unstated(_("route distinguisher"), 21, _("RFC 4364, as 65000:1."), unique=True)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="vrfs")
    segment = Ref("segments.Segment", _("segment"), null=True, related="vrfs")
    enforce_unique = flag(_("enforce unique space"), _("Refuse duplicate prefixes and addresses."), default=True)
    import_targets = Refs("ipam.RouteTarget", _("import targets"), related="importing_vrfs")
    export_targets = Refs("ipam.RouteTarget", _("export targets"), related="exporting_vrfs")

    class Meta(Primary.Meta):
        ordering = ["name", "rd", "id"]
        verbose_name, verbose_name_plural = _("VRF"), _("VRFs")

    class Inventory:
        path = "ipam/vrfs"
        brief = "name rd description"
        columns = "name rd tenant segment enforce_unique prefix_count ipaddress_count"
        search = {"name": 100, "rd": 200, "description": 500}
        counts = {"ipaddress_count": "ipam.ipaddress.vrf", "prefix_count": "ipam.prefix.vrf"}
        filters = VRF_FILTERS
        display = "{name} ({rd})|{name}"
        menu, icon, facets = "inventory/addresses", "route", "tenant segment"
