"""Tender lots."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, Ref, day, decimal, named, natural, text, unique
from inventory.works.choices import TenderMethod
from inventory.works.computed import LOT_COMPUTED


class TenderLot(Primary):
    """A part of a project that is bought together: who supplies it, for how much. Null means not yet decided."""

    project = Ref("works.Project", _("project"), owned=True, related="lots")
    name = named()
    method = Choice(_("method"), TenderMethod, default=TenderMethod.OPEN)
    supplier = text(_("supplier"), 200)
    price = decimal(_("price"), 14, 2, (0, 1e12), _("Yuan, as awarded."))
    announced_on, awarded_on = day(_("announced on")), day(_("awarded on"))
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["project_id", "_name", "id"]
        verbose_name, verbose_name_plural = _("tender lot"), _("tender lots")
        constraints = [unique("works_lot_unique_project_name", "project", "name")]

    class Inventory:
        path, plugin, brief = "works/tender-lots", True, "project name supplier price description"
        columns = "name project method supplier price items_total awarded_on"
        search = {"name": 100, "supplier": 100, "description": 500, "comments": 5000}
        computed, counts = LOT_COMPUTED, {"item_count": "works.tenderitem.lot"}
        display, key = "{project.code}: {name}", "project name"
        groups = {"owner": "supplier", "life": "price items_total"}
        menu, icon, facets = "governance/tenders", "report-analytics", "project method"
