"""VRFs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Ref
from inventory.declare.records import Primary


class VRF(Primary):
    """A routing table of its own (virtual routing and forwarding), with unique addresses unless it says otherwise.

    Departments' private networks overlap, each in its own VRF. An address without VRF is in the global table.
    """

    name = models.CharField(_("name"), max_length=100, db_index=True)
    rd = models.CharField(
        _("route distinguisher"),
        max_length=21,
        null=True,
        blank=True,
        unique=True,
        help_text=_("RFC 4364, as 65000:1."),
    )
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="vrfs")
    segment = Ref("segments.Segment", _("segment"), null=True, related="vrfs")
    enforce_unique = models.BooleanField(
        _("enforce unique space"), default=True, help_text=_("Refuse duplicate prefixes and addresses.")
    )

    class Meta(Primary.Meta):
        ordering = ["name", "rd", "id"]
        verbose_name = _("VRF")
        verbose_name_plural = _("VRFs")

    class Inventory:
        path = "ipam/vrfs"
        brief = "name rd description"
        columns = "name rd tenant segment enforce_unique prefix_count ipaddress_count"
        search = {"name": 100, "rd": 200, "description": 500}
        counts = {"ipaddress_count": "ipam.ipaddress.vrf", "prefix_count": "ipam.prefix.vrf"}
        display = "{name} ({rd})|{name}"
        menu = "inventory/addresses"
        icon = "route"
        facets = "tenant segment"
