"""Roles of prefixes and VLANs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Organizational


class Role(Organizational):
    """What a prefix, range or VLAN is for: management, servers, offices, video, transit. Lower weight comes first."""

    weight = models.PositiveSmallIntegerField(_("weight"), default=1000, help_text=_("Lower comes first."))

    class Meta(Organizational.Meta):
        ordering = ["weight", "name", "id"]
        verbose_name = _("prefix or VLAN role")
        verbose_name_plural = _("prefix and VLAN roles")

    class Inventory:
        path = "ipam/roles"
        columns = "name weight prefix_count vlan_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"prefix_count": "ipam.prefix.role", "vlan_count": "ipam.vlan.role", "asn_count": "ipam.asn.role"}
        menu = "inventory/addresses"
        icon = "tag"
