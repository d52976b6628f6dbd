"""What several address types compute, index and filter alike."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.indexes import GistIndex
from django.db.models import F, Func, GeneratedField, Index, Q, TextField
from django.utils.translation import gettext_lazy as _

from inventory.dcim.assigned import ASSIGNED_FILTERS
from inventory.dcim.scoped import placed
from inventory.declare.fields import InetField
from inventory.declare.figures import Figure
from inventory.declare.spec import Action
from inventory.declare.vocabulary import Computed, Holds, Network
from inventory.ipam.asking import PRESENT
from inventory.segments.rules.membership import OF_ADDRESS
from inventory.tenancy.owned import OWNED_FILTERS

SCOPES: Final = ("dcim.region", "dcim.sitegroup", "dcim.site", "dcim.location")
"""Where a prefix, a VLAN group or a cluster may be valid."""
GROUP_SCOPES: Final = (*SCOPES, "dcim.rack", "virtualization.clustergroup", "virtualization.cluster")
SAME_TABLE: Final = "FROM ipam_prefix c WHERE c.vrf_id IS NOT DISTINCT FROM {t}.vrf_id AND c.prefix"
AVAILABLE: Final = "infoport.api.actions.available"
# How far a prefix is used, as NetBox reckons: of a container the part that its child prefixes cover (those inside
# another child counted once, which the greatest last address before tells), else the part of its usable addresses that
# are assigned or lie in a range marked as fully used. All in percent, from 0 to 100.
COVERED: Final = """
SELECT coalesce(sum(power(2::float8, masklen({t}.prefix) - masklen(each.p))), 0) * 100 FROM (
  SELECT c.prefix AS p, max(host(broadcast(c.prefix))::inet) OVER (
      ORDER BY c.prefix ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM ipam_prefix c WHERE %s
) each WHERE each.before IS NULL OR host(each.p)::inet > each.before"""
MARKED: Final = """FROM ipam_iprange r WHERE r.mark_utilized AND r.vrf_id IS NOT DISTINCT FROM {t}.vrf_id
      AND r."_first" <<= {t}.prefix AND r."_last" <<= {t}.prefix"""
USED: Final = f"""
SELECT (count(DISTINCT a."_host") + (SELECT coalesce(sum(r."_last" - r."_first" + 1), 0) {MARKED})) * 100 / greatest(1,
    power(2::float8, CASE family({{t}}.prefix) WHEN 4 THEN 32 ELSE 128 END - masklen({{t}}.prefix))
    - CASE WHEN family({{t}}.prefix) = 4 AND masklen({{t}}.prefix) < 31 AND NOT {{t}}.is_pool THEN 2 ELSE 0 END)
FROM ipam_ipaddress a
WHERE a."_host" BETWEEN host({{t}}.prefix)::inet AND host(broadcast({{t}}.prefix))::inet
  AND a.vrf_id IS NOT DISTINCT FROM {{t}}.vrf_id
  AND NOT EXISTS (SELECT 1 {MARKED} AND a."_host" BETWEEN r."_first" AND r."_last")"""  # noqa: S608 - constants
PREFIX_USE: Final = f"""CASE WHEN {{t}}.mark_utilized THEN 100 WHEN {{t}}.status = 'container'
  THEN ({COVERED % "c.vrf_id IS NOT DISTINCT FROM {t}.vrf_id AND c.prefix << {t}.prefix"}) ELSE ({USED}) END"""
AGGREGATE_USE: Final = f"({COVERED % 'c.prefix <<= {t}.prefix'})"
RANGE_USE: Final = """CASE WHEN {t}.mark_utilized THEN 100 ELSE (
  SELECT count(*) * 100.0::float8 / ({t}."_last" - {t}."_first" + 1) FROM ipam_ipaddress a
  WHERE a."_host" BETWEEN {t}."_first" AND {t}."_last" AND a.vrf_id IS NOT DISTINCT FROM {t}.vrf_id) END"""
NAT_OUTSIDE: Final = "ARRAY(SELECT n.id FROM ipam_ipaddress n WHERE n.nat_inside_id = {t}.id ORDER BY n.id)"


def family(column: str) -> Computed:
    """The address family, 4 or 6, labelled."""
    return Computed(f"family({{t}}.{column})", "choice", _("family"), choices=((4, "IPv4"), (6, "IPv6")))


def percent(sql: str) -> Computed:
    """A share from 0 to 100, with two places."""
    return Computed(f"round(least(100, {sql})::numeric, 2)::float8", "decimal", _("utilization"), unit="%")


def network_indexes(name: str, column: str, *order: str) -> tuple[Index, Index]:
    """One index for "lies in" and "contains", one for the order of lists."""
    gist = GistIndex(fields=[column], opclasses=["inet_ops"], name=f"{name}_network")
    return gist, Index(fields=[column, *order], name=f"{name}_order")


def alone(column: str) -> GeneratedField:
    """The address without the length of its network, stored: what ranges and gaps are reckoned with."""
    template = "set_masklen(%(expressions)s, CASE family(%(expressions)s) WHEN 4 THEN 32 ELSE 128 END)"
    expression = Func(F(column), template=template, output_field=InetField())
    return GeneratedField(expression=expression, output_field=InetField(), db_persist=True)


def host(column: str) -> Func:
    """The address without its prefix length, as text; what makes two addresses duplicates."""
    return Func(F(column), function="host", output_field=TextField())


PREFIX_COMPUTED: Final = {
    "family": family("prefix"),
    "children": Computed(f"SELECT count(*) {SAME_TABLE} << {{t}}.prefix", label=_("children")),
    "_depth": Computed(f"SELECT count(*) {SAME_TABLE} >> {{t}}.prefix", label=_("depth")),
    "utilization": percent(PREFIX_USE),
}
PREFIX_FILTERS: Final = {
    "within": Network("prefix", "net_within", _("within")),
    "within_include": Network("prefix", "net_within_include", _("within or equal")),
    "contains": Network("prefix", "net_contains", _("contains")),
    "parent": Network("prefix", "net_within_include", _("parent prefix")),
    "family": Figure(),
    "children": Figure(),
    "depth": Figure("_depth"),
    "utilization": Figure(),
    "mask_length": Figure(sql="masklen({t}.prefix)", label=_("mask length")),
    "present_in_vrf": PRESENT,
    "vlan_vid": "vlan.vid",
    "vlan_group": "vlan.group",
    **placed("scope"),
    **OWNED_FILTERS,
}
PREFIX_ACTIONS: Final = [
    Action("available-ips", f"{AVAILABLE}.AddressesOfPrefix"),
    Action("available-prefixes", f"{AVAILABLE}.Prefixes"),
]
AGGREGATE_COMPUTED: Final = {"family": family("prefix"), "utilization": percent(AGGREGATE_USE)}
AGGREGATE_FILTERS: Final = {
    "family": Figure(),
    "utilization": Figure(),
    "contains": Network("prefix", "net_contains", _("contains")),
    "within": Network("prefix", "net_within", _("within")),
    **OWNED_FILTERS,
}
RANGE_COMPUTED: Final = {
    "family": family("start_address"),
    "size": Computed('{t}."_last" - {t}."_first" + 1', label=_("size")),
    "utilization": percent(RANGE_USE),
}
RANGE_FILTERS: Final = {
    "family": Figure(),
    "size": Figure(),
    "utilization": Figure(),
    "parent": Network("_first", "net_within_include", _("parent prefix")),
    **OWNED_FILTERS,
}
RANGE_ACTIONS: Final = [Action("available-ips", f"{AVAILABLE}.AddressesOfRange")]
ADDRESS_FILTERS: Final = {
    "parent": Network("_host", "net_within_include", _("parent prefix")),
    "family": Figure(),
    "mask_length": Figure(sql="masklen({t}.address)", label=_("mask length")),
    "assigned_to_interface": Holds(Q(assigned_object_id__isnull=False), _("assigned to an interface")),
    **ASSIGNED_FILTERS,
    **OWNED_FILTERS,
}
ADDRESS_COMPUTED: Final = {
    "family": family("address"),
    "nat_outside": Computed(NAT_OUTSIDE, "refs", _("NAT (outside)"), target="ipam.ipaddress"),
    **OF_ADDRESS,
}
ADDRESS_INDEXES: Final = (
    *network_indexes("ipaddress", "address", "id"),
    Index(host("address"), name="ipaddress_host"),
    Index(fields=["_host", "vrf"], name="ipaddress_alone"),
    Index(fields=["assigned_object_type", "assigned_object_id"], name="ipaddress_assigned"),
)
TARGET_FILTERS: Final = {"importing_vrf": "importing_vrfs", "exporting_vrf": "exporting_vrfs", **OWNED_FILTERS}
VRF_FILTERS: Final = {"import_target": "import_targets", "export_target": "export_targets", **OWNED_FILTERS}
