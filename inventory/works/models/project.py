"""Construction projects."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary, Ref, Refs, day, named, natural, required
from inventory.works.computed import PROJECT_COMPUTED, PROJECT_COUNTS
from inventory.works.measured import Costed, Staged
from inventory.works.rules.projects import PROJECT_ACTIONS, costs_in_order, ends_after_start, stage_is_earned, stamp


class Project(Primary, Staged, Costed):
    """A construction project: proposed, reviewed, approved, tendered, built and accepted, or rejected.

    Its stage moves by one step at a time, by people with the right for that step, and only when what the step needs is
    there: opinions of all reviewing bodies, an approved cost, lots with supplier and price, assets.
    """

    code = required(_("code"), 30, _("As CC-2006-003."), unique=True)
    name = named()
    plan_year = Ref("works.PlanYear", _("plan year"), related="projects")
    tenant = Ref("tenancy.Tenant", _("department"), null=True, related="projects", help_text=_("Who builds."))
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="projects")
    reviewers = Refs("tenancy.Tenant", _("reviewing bodies"), related="reviewed_projects")
    starts_on, ends_on = day(_("starts on")), day(_("ends on"))
    _code = natural("code")

    class Meta(Primary.Meta):
        ordering = ["_code", "id"]
        verbose_name, verbose_name_plural = _("construction project"), _("construction projects")

    class Inventory:
        path, plugin, brief = "works/projects", True, "code name stage description"
        columns = "code name plan_year tenant stage cost_planned cost_approved cost_actual asset_count"
        search = {"code": 110, "name": 100, "description": 500, "comments": 5000}
        counts, computed = PROJECT_COUNTS, PROJECT_COMPUTED
        rules, prepare, actions = [stage_is_earned, costs_in_order, ends_after_start], stamp, PROJECT_ACTIONS
        display, key = "{code} {name}", "code"
        groups = {"owner": "responsible reviewers", "life": "stage cost_planned cost_approved cost_actual contracted"}
        menu, icon, facets = "governance/projects", "clipboard-check", "plan_year stage tenant responsible"
