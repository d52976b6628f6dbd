"""What is summed up over projects."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Computed


def _total(column: str) -> str:
    return f"SELECT sum(p.{column}) FROM works_project p WHERE p.plan_year_id = {{t}}.id AND p.stage <> 'rejected'"  # noqa: S608 - from declarations


YEAR_COMPUTED: Final = {
    "planned_total": Computed(_total("cost_planned"), "decimal", _("planned total")),
    "approved_total": Computed(_total("cost_approved"), "decimal", _("approved total")),
    "actual_total": Computed(_total("cost_actual"), "decimal", _("actual total")),
}
"""Yuan; rejected projects count nothing, and null means that no project states the cost."""
PROJECT_COMPUTED: Final = {
    "contracted": Computed(
        "SELECT sum(l.price) FROM works_tenderlot l WHERE l.project_id = {t}.id", "decimal", _("contracted")
    ),
}
"""Yuan over all lots with a price."""
LOT_COMPUTED: Final = {
    "items_total": Computed(
        "SELECT sum(i.quantity * i.unit_price) FROM works_tenderitem i WHERE i.lot_id = {t}.id",
        "decimal", _("items total"),
    ),
}  # fmt: skip
"""Yuan over all items with a price."""
PROJECT_COUNTS: Final = {
    "opinion_count": "works.opinion.project", "lot_count": "works.tenderlot.project",
    "asset_count": "works.projectasset.project",
}  # fmt: skip
