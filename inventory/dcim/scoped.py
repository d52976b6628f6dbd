"""Counts of what is at a place, itself or below it."""

from __future__ import annotations

from typing import Final

from inventory.declare.vocabulary import Computed, Pointing, count_below_sql, depth_sql
from inventory.tenancy.centre import OfCentre, centre
from inventory.tenancy.owned import OWNED_FILTERS

SITE_FILTERS: Final = {"region": "site.region", "site_group": "site.group"}
"""Filters of everything that stands at a site."""
SITE_OWN_FILTERS: Final = OWNED_FILTERS | {"centre": OfCentre("site")}
SITE_COUNTS: Final = {
    "device_count": "dcim.device.site", "rack_count": "dcim.rack.site",
    "virtualmachine_count": "virtualization.virtualmachine.site", "vlan_count": "ipam.vlan.site",
}  # fmt: skip
SITE_PREFIXES: Final = """SELECT count(*) FROM ipam_prefix c
    WHERE (c.scope_type = 'dcim.site' AND c.scope_id = {t}.id) OR (c.scope_type = 'dcim.location'
        AND c.scope_id IN (SELECT l.id FROM dcim_location l WHERE l.site_id = {t}.id))"""
SITE_CIRCUITS: Final = """SELECT count(DISTINCT c.circuit_id) FROM circuits_circuittermination c
    WHERE (c.termination_type = 'dcim.site' AND c.termination_id = {t}.id) OR (c.termination_type = 'dcim.location'
        AND c.termination_id IN (SELECT l.id FROM dcim_location l WHERE l.site_id = {t}.id))"""
SITE_COMPUTED: Final = {
    "circuit_count": Computed(SITE_CIRCUITS), "prefix_count": Computed(SITE_PREFIXES), **centre("site"),
}  # fmt: skip
LOCATION_COMPUTED: Final = {
    "rack_count": Computed(count_below_sql("dcim_location", "dcim_rack", "location_id")),
    "device_count": Computed(count_below_sql("dcim_location", "dcim_device", "location_id")),
    "_depth": Computed(depth_sql("dcim_location")),
}


def placed(reference: str, through: tuple[str, str] | None = None) -> dict[str, Pointing]:
    """Filters by the place that a generic reference leads to, or that place lies in."""
    site = {"dcim.site": "", "dcim.location": "site"}
    region = {"dcim.region": "", "dcim.site": "region", "dcim.location": "site.region"}
    group = {"dcim.sitegroup": "", "dcim.site": "group", "dcim.location": "site.group"}
    return {
        "region": Pointing(reference, "dcim.region", region, through),
        "site_group": Pointing(reference, "dcim.sitegroup", group, through),
        "site": Pointing(reference, "dcim.site", site, through),
        "location": Pointing(reference, "dcim.location", {"dcim.location": ""}, through),
    }


def prefixes_in(label: str, column: str) -> str:
    """SQL counting the prefixes scoped to a region or site group `{t}`, or to a site in it or a location there.

    `column` is the reference of a site to that kind of group.
    """
    sites = f"SELECT s.id FROM dcim_site s WHERE s.{column} = {{t}}.id"  # noqa: S608 - both come from declarations
    return f"""SELECT count(*) FROM ipam_prefix c WHERE (c.scope_type = '{label}' AND c.scope_id = {{t}}.id)
        OR (c.scope_type = 'dcim.site' AND c.scope_id IN ({sites})) OR (c.scope_type = 'dcim.location'
        AND c.scope_id IN (SELECT l.id FROM dcim_location l WHERE l.site_id IN ({sites})))"""  # noqa: S608 - as above
