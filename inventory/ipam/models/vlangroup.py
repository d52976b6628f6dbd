"""VLAN groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import GenericRef, Ref
from inventory.declare.records import Organizational
from inventory.declare.spec import Computed
from inventory.ipam.networks import SCOPES
from inventory.ipam.rules.vlans import every_vid, group_holds_its_vlans, ranges_are_valid

TOTAL = """(SELECT coalesce(sum((r->>1)::int - (r->>0)::int + 1), 0) FROM jsonb_array_elements({t}.vid_ranges) r)"""
USED = "(SELECT count(*) FROM ipam_vlan v WHERE v.group_id = {t}.id)"


class VLANGroup(Organizational):
    """A switching domain, inside which VLAN ids and names are unique.

    `vid_ranges` lists the ids it may use, as pairs of first and last.
    """

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100)
    scope = GenericRef(_("scope"), (*SCOPES, "dcim.rack", "virtualization.clustergroup", "virtualization.cluster"))
    vid_ranges: models.JSONField = models.JSONField(
        _("VLAN ID ranges"), default=every_vid, help_text=_("Pairs of first and last, as [[10, 13], [100, 199]].")
    )
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="vlan_groups")

    class Meta(Organizational.Meta):
        verbose_name = _("VLAN group")
        verbose_name_plural = _("VLAN groups")
        constraints = [
            models.UniqueConstraint(
                fields=["scope_type", "scope_id", name],
                nulls_distinct=False,
                name=f"ipam_vlangroup_unique_scope_{name}",
            )
            for name in ("name", "slug")
        ]

    class Inventory:
        path = "ipam/vlan-groups"
        columns = "name scope vid_ranges tenant vlan_count utilization description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"vlan_count": "ipam.vlan.group"}
        computed = {
            "total_vlan_ids": Computed(TOTAL, label=_("VLAN IDs")),
            "utilization": Computed(
                f"round({USED} * 100.0 / nullif({TOTAL}, 0), 2)::text", "text", _("utilization"), unit="%"
            ),
        }
        rules = [ranges_are_valid, group_holds_its_vlans]
        menu = "inventory/addresses"
        icon = "stack-2"
        facets = "tenant"
