"""Segments."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, ColorField, NumberChoice, Organizational, Ref, number, required
from inventory.segments.choices import Isolation, ProtectionLevel, SegmentKind
from inventory.tenancy.centre import OfCentre, centre


class Segment(Organizational):
    """One of the networks the city keeps apart on purpose.

    They are the intranet, the extranet, departments' private networks, Internet, conferencing and management. What
    joins two isolated ones without a recorded crossing is a finding. `letter` and `code` are shown in the square badge.
    """

    kind = Choice(_("kind"), SegmentKind)
    letter = required(_("letter"), 2, _("One Chinese character, as 内."))
    code = required(_("code"), 3, _("Two or three capitals, as IN."), unique=True)
    color = ColorField(_("color"), default="47606e")
    isolation = Choice(_("isolation"), Isolation, default=Isolation.LOGICAL)
    level = NumberChoice(_("MLPS level"), ProtectionLevel, null=True, help_text=_("As the network is graded."))
    tenant = Ref("tenancy.Tenant", _("owning department"), null=True, related="segments")
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="segments")
    weight = number(_("weight"), hint=_("Lower comes first."), default=100)

    class Meta(Organizational.Meta):
        ordering = ["weight", "name", "id"]
        verbose_name, verbose_name_plural = _("segment"), _("segments")

    class Inventory:
        path, plugin, brief = "segments/segments", True, "name slug kind letter code color level description"
        columns = "name kind isolation level responsible prefix_count vlan_count service_count"
        search = {"name": 100, "slug": 110, "code": 110, "description": 500}
        counts = {f"{kind}_count": f"ipam.{kind}.segment" for kind in ("vrf", "prefix", "vlan")}
        counts |= {"service_count": "services.applicationservice.segments"}
        computed, filters = centre("segment"), {"centre": OfCentre("segment")}
        groups = {"identity": "kind letter code color", "network": "isolation level", "owner": "responsible"}
        menu, icon, facets = "inventory/segments", "shield-lock", "kind isolation level responsible"
