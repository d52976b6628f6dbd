"""Aggregates."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import CidrField, Primary, Ref, day
from inventory.ipam.networks import AGGREGATE_COMPUTED, AGGREGATE_FILTERS, network_indexes
from inventory.ipam.rules.prefixes import aggregate_overlaps_no_other, not_everything


class Aggregate(Primary):
    """A block of addresses as a registry gave it out; prefixes are made inside it. Aggregates do not overlap."""

    prefix = CidrField(_("prefix"))
    rir = Ref("ipam.RIR", _("RIR"), related="aggregates")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="aggregates")
    date_added = day(_("date added"))

    class Meta(Primary.Meta):
        ordering = ["prefix", "id"]
        verbose_name, verbose_name_plural = _("aggregate"), _("aggregates")
        indexes = [*Primary.Meta.indexes, *network_indexes("aggregate", "prefix", "id")]

    class Inventory:
        path, brief = "ipam/aggregates", "family prefix description"
        columns = "prefix rir utilization tenant date_added description"
        search = {"prefix": 100, "description": 500, "comments": 5000}
        computed, filters = AGGREGATE_COMPUTED, AGGREGATE_FILTERS
        rules = [not_everything, aggregate_overlaps_no_other]
        display, key = "{prefix}", "prefix"
        menu, icon, facets = "inventory/addresses", "topology-star-3", "rir tenant"
