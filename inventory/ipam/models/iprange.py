"""IP ranges."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, InetField, Ref
from inventory.declare.records import Primary
from inventory.declare.spec import Computed
from inventory.ipam.choices import RangeStatus
from inventory.ipam.networks import family
from inventory.ipam.rules.ranges import range_in_order, range_overlaps_no_other


class IPRange(Primary):
    """Consecutive addresses of one prefix that are used alike, as a DHCP pool. Ranges of one VRF do not overlap."""

    start_address = InetField(_("start address"), help_text=_("With prefix length, as 10.1.2.10/24."))
    end_address = InetField(_("end address"), help_text=_("With prefix length, as 10.1.2.99/24."))
    vrf = Ref("ipam.VRF", _("VRF"), null=True, related="ip_ranges")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="ip_ranges")
    status = Choice(_("status"), RangeStatus, default=RangeStatus.ACTIVE)
    role = Ref("ipam.Role", _("role"), null=True, keep=False, related="ip_ranges")
    mark_populated = models.BooleanField(
        _("mark populated"), default=False, help_text=_("Offer none of its addresses.")
    )
    mark_utilized = models.BooleanField(_("mark utilized"), default=False, help_text=_("Treat as fully used."))

    class Meta(Primary.Meta):
        ordering = ["start_address", "vrf_id", "id"]
        verbose_name = _("IP range")
        verbose_name_plural = _("IP ranges")
        indexes = [*Primary.Meta.indexes, models.Index(fields=["start_address", "vrf", "id"], name="iprange_order")]

    class Inventory:
        path = "ipam/ip-ranges"
        brief = "family start_address end_address description"
        columns = "start_address end_address size vrf status role tenant description"
        search = {"start_address": 100, "end_address": 300, "description": 500, "comments": 5000}
        computed = {
            "family": family("start_address"),
            "size": Computed("host({t}.end_address)::inet - host({t}.start_address)::inet + 1", label=_("size")),
        }
        rules = [range_in_order, range_overlaps_no_other]
        display = "{start_address}-{end_address}"
        key = "start_address end_address vrf"
        menu = "inventory/addresses"
        icon = "list-details"
        facets = "vrf status role tenant"
