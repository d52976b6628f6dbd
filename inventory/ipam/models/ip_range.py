"""IP ranges."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, InetField, Primary, Ref, flag, index
from inventory.ipam.choices import RangeStatus
from inventory.ipam.networks import RANGE_ACTIONS, RANGE_COMPUTED, RANGE_FILTERS, alone
from inventory.ipam.rules.ranges import RANGE_SAID, range_in_order, range_overlaps_no_other


class IPRange(Primary):
    """Consecutive addresses of one prefix that are used alike, as a DHCP pool. Ranges of one VRF do not overlap."""

    start_address = InetField(_("start address"), help_text=_("With prefix length, as 10.1.2.10/24."))
    end_address = InetField(_("end address"), help_text=_("With prefix length, as 10.1.2.99/24."))
    vrf = Ref("ipam.VRF", _("VRF"), null=True, related="ip_ranges")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="ip_ranges")
    status = Choice(_("status"), RangeStatus, default=RangeStatus.ACTIVE)
    role = Ref("ipam.Role", _("role"), null=True, keep=False, related="ip_ranges")
    mark_populated = flag(_("mark populated"), _("Offer none of its addresses."))
    mark_utilized = flag(_("mark utilized"), _("Treat as fully used."))
    _first, _last, said = alone("start_address"), alone("end_address"), RANGE_SAID

    class Meta(Primary.Meta):
        ordering = ["start_address", "vrf_id", "id"]
        verbose_name, verbose_name_plural = _("IP range"), _("IP ranges")
        indexes = [*Primary.Meta.indexes, index("iprange_order", "start_address", "vrf", "id")]

    class Inventory:
        path = "ipam/ip-ranges"
        brief = "family start_address end_address description"
        columns = "start_address end_address size utilization vrf status role tenant description"
        search = {"start_address": 100, "end_address": 300, "description": 500, "comments": 5000}
        computed, filters, actions = RANGE_COMPUTED, RANGE_FILTERS, RANGE_ACTIONS
        rules = [range_in_order, range_overlaps_no_other]
        display, key = "{said}", "start_address end_address vrf"
        menu, icon, facets = "inventory/addresses", "list-details", "vrf status role tenant"
