"""VLANs."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, Ref, index, named, number, unique
from inventory.ipam.asking import VLAN_FILTERS
from inventory.ipam.choices import QinQRole, RangeStatus
from inventory.ipam.rules.vlans import group_or_site, stacked, vid_in_group


class VLAN(Primary):
    """A virtual LAN (IEEE 802.1Q) of a site or of a VLAN group; `segment` is the city's network that it carries."""

    site = Ref("dcim.Site", _("site"), null=True, related="vlans")
    group = Ref("ipam.VLANGroup", _("group"), null=True, related="vlans")
    vid = number(_("VLAN ID"), 1, 4094)
    name = named(64)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="vlans")
    segment = Ref("segments.Segment", _("segment"), null=True, related="vlans")
    status = Choice(_("status"), RangeStatus, default=RangeStatus.ACTIVE)
    role = Ref("ipam.Role", _("role"), null=True, keep=False, related="vlans")
    qinq_role = Choice(_("Q-in-Q role"), QinQRole, null=True)
    qinq_svlan = Ref("self", _("Q-in-Q SVLAN"), null=True, related="qinq_cvlans")

    class Meta(Primary.Meta):
        ordering = ["vid", "site_id", "group_id", "id"]
        verbose_name, verbose_name_plural = _("VLAN"), _("VLANs")
        constraints = [unique(f"ipam_vlan_unique_group_{name}", "group", name) for name in ("vid", "name")]
        indexes = [*Primary.Meta.indexes, index("vlan_order", "vid", "site", "group", "id")]

    class Inventory:
        path = "ipam/vlans"
        brief = "vid name description"
        columns = "vid name site group status segment role tenant prefix_count description"
        search = {"name": 100, "vid": 100, "description": 500, "comments": 5000}
        counts, filters = {"prefix_count": "ipam.prefix.vlan"}, VLAN_FILTERS
        rules = [group_or_site, vid_in_group, stacked]
        display, key = "{name} ({vid})", "group site vid"
        menu, icon, facets = "inventory/addresses", "arrows-split-2", "segment site group status role tenant"
