"""Prefixes."""

from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, CidrField, GenericRef, Ref
from inventory.declare.filters import Network
from inventory.declare.records import Primary
from inventory.declare.spec import Computed
from inventory.ipam.choices import PrefixStatus
from inventory.ipam.networks import SCOPES, family
from inventory.ipam.rules.prefixes import not_everything, prefix_unique_in_vrf

SAME_TABLE = "FROM ipam_prefix c WHERE c.vrf_id IS NOT DISTINCT FROM {t}.vrf_id AND c.prefix"


class Prefix(Primary):
    """An IP network we intend to use, inside one VRF; without VRF it lies in the global table.

    A container only holds other prefixes. `scope` says where it is valid, `segment` which of the city's
    networks it belongs to.
    """

    prefix = CidrField(_("prefix"))
    vrf = Ref("ipam.VRF", _("VRF"), null=True, related="prefixes")
    scope = GenericRef(_("scope"), SCOPES)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="prefixes")
    vlan = Ref("ipam.VLAN", _("VLAN"), null=True, related="prefixes")
    segment = Ref("segments.Segment", _("segment"), null=True, related="prefixes")
    status = Choice(_("status"), PrefixStatus, default=PrefixStatus.ACTIVE)
    role = Ref("ipam.Role", _("role"), null=True, keep=False, related="prefixes")
    is_pool = models.BooleanField(_("is a pool"), default=False, help_text=_("Every address may be assigned."))
    mark_utilized = models.BooleanField(_("mark utilized"), default=False, help_text=_("Treat as fully used."))

    class Meta(Primary.Meta):
        ordering = ["prefix", "vrf_id", "id"]
        verbose_name = _("prefix")
        verbose_name_plural = _("prefixes")
        indexes = [
            *Primary.Meta.indexes,
            GistIndex(fields=["prefix"], opclasses=["inet_ops"], name="prefix_network"),
            models.Index(fields=["prefix", "vrf", "id"], name="prefix_order"),
        ]

    class Inventory:
        path = "ipam/prefixes"
        brief = "family prefix description _depth"
        columns = "prefix status vrf segment role vlan scope tenant children description"
        search = {"prefix": 110, "description": 500, "comments": 5000}
        computed = {
            "family": family("prefix"),
            "children": Computed(f"SELECT count(*) {SAME_TABLE} << {{t}}.prefix", label=_("children")),
            "_depth": Computed(f"SELECT count(*) {SAME_TABLE} >> {{t}}.prefix", label=_("depth")),
        }
        filters = {
            "within": Network("prefix", "net_within"), "within_include": Network("prefix", "net_within_include"),
            "contains": Network("prefix", "net_contains"), "parent": Network("prefix", "net_within_include"),
            "vlan_vid": "vlan.vid",
        }  # fmt: skip
        rules = [not_everything, prefix_unique_in_vrf]
        display = "{prefix}"
        key = "prefix vrf"
        menu = "inventory/addresses"
        icon = "network"
        facets = "segment vrf status role tenant"
