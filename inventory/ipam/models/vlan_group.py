"""VLAN groups."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.scoped import placed
from inventory.declare.vocabulary import GenericRef, Organizational, Ref, json, named, slugged, unique
from inventory.ipam.networks import GROUP_SCOPES
from inventory.ipam.rules.vlans import GROUP_ACTIONS, GROUP_COMPUTED, every_vid, group_holds_its_vlans, ranges_are_valid


class VLANGroup(Organizational):
    """A switching domain, inside which VLAN ids and names are unique.

    `vid_ranges` lists the ids it may use, as pairs of first and last.
    """

    name = named()
    slug = slugged()
    scope = GenericRef(_("scope"), GROUP_SCOPES)
    vid_ranges = json(_("VLAN ID ranges"), _("Pairs, as [[10, 13], [100, 199]]."), default=every_vid)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="vlan_groups")

    class Meta(Organizational.Meta):
        verbose_name, verbose_name_plural = _("VLAN group"), _("VLAN groups")
        constraints = [
            unique("ipam_vlangroup_unique_scope_name", "scope_type", "scope_id", "name", nulls_distinct=False),
            unique("ipam_vlangroup_unique_scope_slug", "scope_type", "scope_id", "slug", nulls_distinct=False),
        ]

    class Inventory:
        path = "ipam/vlan-groups"
        columns = "name scope vid_ranges tenant vlan_count utilization description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"vlan_count": "ipam.vlan.group"}
        computed, filters, actions = GROUP_COMPUTED, placed("scope"), GROUP_ACTIONS
        rules = [ranges_are_valid, group_holds_its_vlans]
        menu, icon, facets = "inventory/addresses", "stack-2", "tenant"
