"""Autonomous system numbers."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary, Ref
from inventory.ipam.rules.numbers import ASN_COMPUTED, ASN_FILTERS, ASN_SAID, as_number


class ASN(Primary):
    """The number of an autonomous system (RFC 6793: 32 bits), by which BGP knows a network as a whole."""

    asn = as_number(_("ASN"), unique=True)
    rir = Ref("ipam.RIR", _("RIR"), null=True, related="asns")
    role = Ref("ipam.Role", _("role"), null=True, keep=False, related="asns")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="asns")
    said = ASN_SAID

    class Meta(Primary.Meta):
        ordering = ["asn", "id"]
        verbose_name, verbose_name_plural = _("ASN"), _("ASNs")

    class Inventory:
        path, brief = "ipam/asns", "asn description"
        columns = "asn rir role tenant site_count provider_count description"
        search = {"asn": 100, "description": 500, "comments": 5000}
        counts = {"site_count": "dcim.site.asns", "provider_count": "circuits.provider.asns"}
        computed, filters = ASN_COMPUTED, ASN_FILTERS
        display, key = "{said}", "asn"
        menu, icon, facets = "inventory/addresses", "route", "rir role tenant"
