"""Support teams."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Organizational
from inventory.services.choices import TeamKind


class SupportTeam(Organizational):
    """Who keeps things running: one of the three technical service centres, a vendor, a department's own staff.

    Sites, segments and services name the team responsible, and alerts go to its duty telephone.
    """

    kind = Choice(_("kind"), TeamKind, default=TeamKind.CENTRE)
    tenant = Ref(
        "tenancy.Tenant", _("tenant"), null=True, related="support_teams", help_text=_("The body it belongs to.")
    )
    lead = Ref("tenancy.Contact", _("lead"), null=True, keep=False, related="led_teams")
    duty_phone = models.CharField(_("duty telephone"), max_length=50, blank=True, default="")
    email = models.EmailField(_("email"), blank=True, default="")
    hours = models.CharField(
        _("hours"), max_length=100, blank=True, default="", help_text=_("As 24 × 7, or 8:30–17:00.")
    )

    class Meta(Organizational.Meta):
        verbose_name = _("support team")
        verbose_name_plural = _("support teams")

    class Inventory:
        path = "services/support-teams"
        plugin = True
        brief = "name slug duty_phone description"
        columns = "name kind tenant lead duty_phone hours site_count service_count"
        search = {"name": 100, "slug": 110, "duty_phone": 300, "email": 300, "description": 500}
        counts = {
            "site_count": "dcim.site.responsible", "segment_count": "segments.segment.responsible",
            "service_count": "services.applicationservice.responsible",
            "venue_count": "conferencing.venue.responsible",
        }  # fmt: skip
        groups = {"owner": "kind tenant lead duty_phone email hours"}
        menu = "governance/duty"
        icon = "headset"
        facets = "kind tenant"
