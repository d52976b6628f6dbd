"""What several address types compute, index and filter alike."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Func, Index, Q, TextField
from django.utils.translation import gettext_lazy as _

from inventory.dcim.assigned import ASSIGNED_FILTERS
from inventory.dcim.scoped import placed
from inventory.declare.vocabulary import Computed, Holds, Network
from inventory.tenancy.owned import OWNED_FILTERS

SCOPES: Final = ("dcim.region", "dcim.sitegroup", "dcim.site", "dcim.location")
"""Where a prefix, a VLAN group or a cluster may be valid."""
GROUP_SCOPES: Final = (*SCOPES, "dcim.rack", "virtualization.clustergroup", "virtualization.cluster")
SAME_TABLE: Final = "FROM ipam_prefix c WHERE c.vrf_id IS NOT DISTINCT FROM {t}.vrf_id AND c.prefix"
NAT_OUTSIDE: Final = "ARRAY(SELECT n.id FROM ipam_ipaddress n WHERE n.nat_inside_id = {t}.id ORDER BY n.id)"


def family(column: str) -> Computed:
    """The address family, 4 or 6, labelled."""
    return Computed(f"family({{t}}.{column})", "choice", _("family"), choices=((4, "IPv4"), (6, "IPv6")))


def network_indexes(name: str, column: str, *order: str) -> tuple[Index, Index]:
    """One index for "lies in" and "contains", one for the order of lists."""
    gist = GistIndex(fields=[column], opclasses=["inet_ops"], name=f"{name}_network")
    return gist, Index(fields=[column, *order], name=f"{name}_order")


def host(column: str) -> Func:
    """The address without its prefix length, as text; what makes two addresses duplicates."""
    return Func(F(column), function="host", output_field=TextField())


PREFIX_COMPUTED: Final = {
    "family": family("prefix"),
    "children": Computed(f"SELECT count(*) {SAME_TABLE} << {{t}}.prefix", label=_("children")),
    "_depth": Computed(f"SELECT count(*) {SAME_TABLE} >> {{t}}.prefix", label=_("depth")),
}
PREFIX_FILTERS: Final = {
    "within": Network("prefix", "net_within", _("within")),
    "within_include": Network("prefix", "net_within_include", _("within or equal")),
    "contains": Network("prefix", "net_contains", _("contains")),
    "parent": Network("prefix", "net_within_include", _("parent prefix")),
    "vlan_vid": "vlan.vid",
    "vlan_group": "vlan.group",
    **placed("scope"),
    **OWNED_FILTERS,
}
RANGE_COMPUTED: Final = {
    "family": family("start_address"),
    "size": Computed("host({t}.end_address)::inet - host({t}.start_address)::inet + 1", label=_("size")),
}
ADDRESS_FILTERS: Final = {
    "parent": Network("address", "net_within_include", _("parent prefix")),
    "assigned_to_interface": Holds(Q(assigned_object_id__isnull=False), _("assigned to an interface")),
    **ASSIGNED_FILTERS,
    **OWNED_FILTERS,
}
ADDRESS_COMPUTED: Final = {
    "family": family("address"),
    "nat_outside": Computed(NAT_OUTSIDE, "refs", _("NAT (outside)"), target="ipam.ipaddress"),
}
ADDRESS_INDEXES: Final = (
    *network_indexes("ipaddress", "address", "id"),
    Index(host("address"), name="ipaddress_host"),
    Index(fields=["assigned_object_type", "assigned_object_id"], name="ipaddress_assigned"),
)
