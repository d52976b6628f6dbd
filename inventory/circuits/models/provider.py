"""Providers."""

from django.utils.translation import gettext_lazy as _

from inventory.circuits.ends import PROVIDER_COMPUTED, PROVIDER_FILTERS
from inventory.declare.vocabulary import Organizational, Refs


class Provider(Organizational):
    """A company that lets circuits: telecom, mobile, broadcasting."""

    asns = Refs("ipam.ASN", _("ASNs"), related="providers")

    class Meta(Organizational.Meta):
        verbose_name = _("provider")
        verbose_name_plural = _("providers")

    class Inventory:
        path = "circuits/providers"
        columns = "name circuit_count asns description"
        search = {"name": 100, "slug": 110, "description": 500, "comments": 5000}
        counts = {"circuit_count": "circuits.circuit.provider"}
        computed, filters = PROVIDER_COMPUTED, PROVIDER_FILTERS
        menu = "inventory/cabling"
        icon = "building-community"
