"""VLANs."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Primary
from inventory.ipam.choices import RangeStatus
from inventory.ipam.rules.vlans import group_or_site, vid_in_group


class VLAN(Primary):
    """A virtual LAN (IEEE 802.1Q) of a site or of a VLAN group, whose id is one of 1 to 4094.

    `segment` says which of the city's networks it carries.
    """

    site = Ref("dcim.Site", _("site"), null=True, related="vlans")
    group = Ref("ipam.VLANGroup", _("group"), null=True, related="vlans")
    vid = models.PositiveSmallIntegerField(_("VLAN ID"), validators=[MinValueValidator(1), MaxValueValidator(4094)])
    name = models.CharField(_("name"), max_length=64)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="vlans")
    segment = Ref("segments.Segment", _("segment"), null=True, related="vlans")
    status = Choice(_("status"), RangeStatus, default=RangeStatus.ACTIVE)
    role = Ref("ipam.Role", _("role"), null=True, keep=False, related="vlans")

    class Meta(Primary.Meta):
        ordering = ["vid", "site_id", "group_id", "id"]
        verbose_name = _("VLAN")
        verbose_name_plural = _("VLANs")
        constraints = [
            models.UniqueConstraint(fields=["group", name], name=f"ipam_vlan_unique_group_{name}")
            for name in ("vid", "name")
        ]
        indexes = [*Primary.Meta.indexes, models.Index(fields=["vid", "site", "group", "id"], name="vlan_order")]

    class Inventory:
        path = "ipam/vlans"
        brief = "vid name description"
        columns = "vid name site group status segment role tenant prefix_count description"
        search = {"name": 100, "vid": 100, "description": 500, "comments": 5000}
        counts = {"prefix_count": "ipam.prefix.vlan"}
        filters = {"region": "site.region", "site_group": "site.group"}
        rules = [group_or_site, vid_in_group]
        display = "{name} ({vid})"
        key = "group site vid"
        menu = "inventory/addresses"
        icon = "arrows-split-2"
        facets = "segment site group status role tenant"
