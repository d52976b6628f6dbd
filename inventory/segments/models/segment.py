"""Segments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, ColorField, NumberChoice, Ref
from inventory.declare.records import Organizational
from inventory.segments.choices import Isolation, ProtectionLevel, SegmentKind


class Segment(Organizational):
    """One of the networks the city keeps apart on purpose.

    They are the intranet, the extranet, departments' private networks, Internet, conferencing and management.
    Prefixes, VLANs, VRFs and services name their segment; what joins two isolated segments without a recorded
    crossing is a finding. `letter` and `code` are what the square badge shows in Chinese and English.
    """

    kind = Choice(_("kind"), SegmentKind)
    letter = models.CharField(_("letter"), max_length=2, help_text=_("One Chinese character, as 内."))
    code = models.CharField(_("code"), max_length=3, unique=True, help_text=_("Two or three capitals, as IN."))
    color = ColorField(_("color"), default="47606e")
    isolation = Choice(_("isolation"), Isolation, default=Isolation.LOGICAL)
    level = NumberChoice(
        _("MLPS level"), ProtectionLevel, null=True, help_text=_("Graded level of the network itself.")
    )
    tenant = Ref(
        "tenancy.Tenant", _("tenant"), null=True, related="segments", help_text=_("Owner of a private network.")
    )
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="segments")
    weight = models.PositiveSmallIntegerField(_("weight"), default=100, help_text=_("Lower comes first."))

    class Meta(Organizational.Meta):
        ordering = ["weight", "name", "id"]
        verbose_name = _("segment")
        verbose_name_plural = _("segments")

    class Inventory:
        path = "segments/segments"
        plugin = True
        brief = "name slug kind letter code color level description"
        columns = "name kind isolation level responsible prefix_count vlan_count service_count"
        search = {"name": 100, "slug": 110, "code": 110, "description": 500}
        counts = {
            "vrf_count": "ipam.vrf.segment", "prefix_count": "ipam.prefix.segment", "vlan_count": "ipam.vlan.segment",
            "service_count": "services.applicationservice.segments",
        }  # fmt: skip
        groups = {"identity": "kind letter code color", "network": "isolation level", "owner": "responsible"}
        menu = "inventory/segments"
        icon = "shield-lock"
        facets = "kind isolation level responsible"
