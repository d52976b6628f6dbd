"""Plan years."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, day, decimal, number
from inventory.works.choices import PlanStatus
from inventory.works.computed import YEAR_COMPUTED


class PlanYear(Primary):
    """The yearly plan of construction, as the coordinating office adopts it; its projects cite it.

    `budget` is what the city sets aside for the year in yuan; null while not decided.
    """

    year = number(_("year"), 1995, 2100, unique=True)
    status = Choice(_("status"), PlanStatus, default=PlanStatus.DRAFT)
    budget = decimal(_("budget"), 14, 2, (0, 1e12), _("Yuan."))
    adopted_on = day(_("adopted on"))

    class Meta(Primary.Meta):
        ordering = ["-year", "id"]
        verbose_name, verbose_name_plural = _("plan year"), _("plan years")

    class Inventory:
        path, plugin, brief = "works/plan-years", True, "year status description"
        columns = "year status budget project_count planned_total approved_total actual_total adopted_on"
        search = {"year": 100, "description": 500, "comments": 5000}
        counts, computed = {"project_count": "works.project.plan_year"}, YEAR_COMPUTED
        display, key = "{year}", "year"
        groups = {"life": "budget"}
        menu, icon, facets = "governance/projects", "layout-list", "status"
