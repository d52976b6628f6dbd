"""Regional Internet registries."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Organizational, flag


class RIR(Organizational):
    """Who gives out address blocks and AS numbers: APNIC, CNNIC, or a rule for private ones, as RFC 1918."""

    is_private = flag(_("private"), _("Its space is used inside only."))

    class Meta(Organizational.Meta):
        verbose_name, verbose_name_plural = _("RIR"), _("RIRs")

    class Inventory:
        path = "ipam/rirs"
        columns = "name is_private aggregate_count asn_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"aggregate_count": "ipam.aggregate.rir", "asn_count": "ipam.asn.rir"}
        menu, icon = "inventory/addresses", "building-bank"
