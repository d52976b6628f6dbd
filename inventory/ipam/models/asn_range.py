"""Ranges of autonomous system numbers."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Organizational, Ref
from inventory.ipam.rules.numbers import ASN_RANGE_ACTIONS, ASN_RANGE_COMPUTED, as_number, numbers_in_order
from inventory.tenancy.owned import OWNED_FILTERS


class ASNRange(Organizational):
    """Consecutive AS numbers from which new ones are taken."""

    rir = Ref("ipam.RIR", _("RIR"), related="asn_ranges")
    start, end = as_number(_("start")), as_number(_("end"))
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="asn_ranges")

    class Meta(Organizational.Meta):
        verbose_name, verbose_name_plural = _("ASN range"), _("ASN ranges")

    class Inventory:
        path, brief = "ipam/asn-ranges", "name description"
        columns = "name rir start end asn_count utilization tenant description"
        search = {"name": 100, "slug": 110, "description": 500}
        computed, filters, actions = ASN_RANGE_COMPUTED, OWNED_FILTERS, ASN_RANGE_ACTIONS
        rules = [numbers_in_order]
        display = "{name} ({start}-{end})"
        menu, icon, facets = "inventory/addresses", "list-details", "rir tenant"
