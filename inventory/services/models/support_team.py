"""Support teams."""

from django.db.models import EmailField
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Organizational, Ref, text
from inventory.services.choices import TeamKind
from inventory.services.rules.governance import TEAM_COMPUTED


class SupportTeam(Organizational):
    """Who keeps things running: one of the three technical service centres, a vendor, a department's own staff.

    Sites, segments and services name the team responsible, and alerts go to its duty telephone.
    """

    kind = Choice(_("kind"), TeamKind, default=TeamKind.CENTRE)
    tenant = Ref("tenancy.Tenant", _("part of"), null=True, related="support_teams")
    lead = Ref("tenancy.Contact", _("lead"), null=True, keep=False, related="led_teams")
    duty_phone = text(_("duty telephone"), 50)
    email = EmailField(_("email"), blank=True, default="")
    hours = text(_("hours"), 100, _("As 24 × 7, or 8:30–17:00."))

    class Meta(Organizational.Meta):
        verbose_name, verbose_name_plural = _("support team"), _("support teams")

    class Inventory:
        path, plugin, brief = "services/support-teams", True, "name slug duty_phone description"
        columns = "name kind tenant lead on_duty duty_phone hours site_count service_count"
        search = {"name": 100, "slug": 110, "duty_phone": 300, "email": 300, "description": 500}
        counts = {
            "site_count": "dcim.site.responsible", "segment_count": "segments.segment.responsible",
            "service_count": "services.applicationservice.responsible", "venue_count": "conferencing.venue.responsible",
        }  # fmt: skip
        computed = TEAM_COMPUTED
        groups = {"owner": "kind tenant lead duty_phone email hours"}
        menu, icon, facets = "governance/duty", "headset", "kind tenant"
