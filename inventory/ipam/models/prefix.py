"""Prefixes."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, CidrField, GenericRef, Primary, Ref, flag
from inventory.ipam.choices import PrefixStatus
from inventory.ipam.networks import PREFIX_ACTIONS, PREFIX_COMPUTED, PREFIX_FILTERS, SCOPES, network_indexes
from inventory.ipam.rules.enforced import enforced
from inventory.ipam.rules.prefixes import not_everything, prefix_unique_in_vrf


class Prefix(Primary):
    """An IP network we intend to use, inside one VRF; without VRF it lies in the global table.

    A container only holds other prefixes. `scope` says where it is valid, `segment` which of the city's networks it is.
    """

    prefix = CidrField(_("prefix"))
    vrf = Ref("ipam.VRF", _("VRF"), null=True, related="prefixes")
    scope = GenericRef(_("scope"), SCOPES)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="prefixes")
    vlan = Ref("ipam.VLAN", _("VLAN"), null=True, related="prefixes")
    segment = Ref("segments.Segment", _("segment"), null=True, related="prefixes")
    status = Choice(_("status"), PrefixStatus, default=PrefixStatus.ACTIVE)
    role = Ref("ipam.Role", _("role"), null=True, keep=False, related="prefixes")
    is_pool = flag(_("is a pool"), _("Every address may be assigned."))
    mark_utilized = flag(_("mark utilized"), _("Treat as fully used."))
    _enforced = enforced()

    class Meta(Primary.Meta):
        ordering, verbose_name, verbose_name_plural = ["prefix", "vrf_id", "id"], _("prefix"), _("prefixes")
        indexes = [*Primary.Meta.indexes, *network_indexes("prefix", "prefix", "vrf", "id")]

    class Inventory:
        path, brief = "ipam/prefixes", "family prefix description _depth"
        columns = "prefix status utilization vrf segment role vlan scope tenant children description"
        search = {"prefix": 110, "description": 500, "comments": 5000}
        computed, filters, actions = PREFIX_COMPUTED, PREFIX_FILTERS, PREFIX_ACTIONS
        display, key, rules = "{prefix}", "prefix vrf", [not_everything, prefix_unique_in_vrf]
        menu, icon, facets = "inventory/addresses", "network", "segment vrf status role tenant"
