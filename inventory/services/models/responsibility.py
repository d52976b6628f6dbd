"""Responsibilities."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Ref, Tagged, number, text
from inventory.services.rules.governance import of_a_centre, says_for_what


class Responsibility(Tagged):
    """A rule that makes one technical service centre responsible for what satisfies all that it states.

    Of rules that fit an object the one with the lowest precedence decides; no two have the same. A site, segment or
    service that names a centre itself has that one; a device that no rule fits has its site's.
    """

    precedence = number(_("precedence"), 1, unique=True, hint=_("The lowest decides."))
    team = Ref("services.SupportTeam", _("centre"), owned=True, related="responsibilities")
    site = Ref("dcim.Site", _("site"), null=True, owned=True, related="+")
    location = Ref("dcim.Location", _("location"), null=True, owned=True, related="+")
    segment = Ref("segments.Segment", _("segment"), null=True, owned=True, related="+")
    tenant = Ref("tenancy.Tenant", _("department"), null=True, owned=True, related="+")
    service = Ref("services.ApplicationService", _("service"), null=True, owned=True, related="+")
    role = Ref("dcim.DeviceRole", _("device role"), null=True, owned=True, related="+")
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["precedence", "id"]
        verbose_name, verbose_name_plural = _("responsibility"), _("responsibilities")

    class Inventory:
        path, plugin, brief = "services/responsibilities", True, "precedence team description"
        columns = "precedence team site location segment tenant service role description"
        search, rules = {"description": 500}, [of_a_centre, says_for_what]
        display, key = "{precedence}: {team.name}", "precedence"
        menu, icon, facets = "governance/duty", "hierarchy-2", "team"
