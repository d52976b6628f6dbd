"""Consolidation plans."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, Ref, day, named
from inventory.works.choices import ConsolidationStatus
from inventory.works.rules.consolidation import PLAN_ACTIONS, PLAN_COMPUTED, leaves_its_room


class ConsolidationPlan(Primary):
    """The move of a department's own room into one of the three rooms, machine by machine."""

    name = named(unique=True)
    tenant = Ref("tenancy.Tenant", _("department"), related="consolidation_plans")
    site = Ref("dcim.Site", _("from site"), null=True, related="consolidations_from", help_text=_("Its own room."))
    location = Ref("dcim.Location", _("from location"), null=True, keep=False, related="consolidations_from")
    target = Ref("dcim.Site", _("to site"), related="consolidations_to", help_text=_("One of the three rooms."))
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="consolidations")
    project = Ref("works.Project", _("project"), null=True, keep=False, related="consolidations")
    status = Choice(_("status"), ConsolidationStatus, default=ConsolidationStatus.DRAFT)
    starts_on, due_on = day(_("starts on")), day(_("due on"))

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("consolidation plan"), _("consolidation plans")

    class Inventory:
        path, plugin, brief = "works/consolidation-plans", True, "name tenant status description"
        columns = "name tenant site target status item_count moved_count due_on"
        search, rules = {"name": 100, "description": 500, "comments": 5000}, [leaves_its_room]
        counts, computed = {"item_count": "works.consolidationitem.plan"}, PLAN_COMPUTED
        actions, groups = PLAN_ACTIONS, {"place": "site location target", "owner": "responsible project"}
        menu, icon, facets = "hosting/consolidation", "arrows-split-2", "tenant target status responsible"
