"""Consolidation items."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, GenericRef, Ref, Tagged, day, index, text, unique
from inventory.works.choices import MoveState
from inventory.works.rules.consolidation import ITEM_SUBJECTS, moved_on_a_day, place_fits


class ConsolidationItem(Tagged):
    """One device or virtual machine of a consolidation plan, where it goes and when.

    Whether it answers from its new place is observed, not typed in: an item has no such state.
    """

    plan = Ref("works.ConsolidationPlan", _("plan"), owned=True, related="items")
    subject = GenericRef(_("machine"), ITEM_SUBJECTS, null=False, owned=True)
    state = Choice(_("state"), MoveState, default=MoveState.PLANNED)
    target = Ref("dcim.Site", _("to site"), null=True, related="+", help_text=_("Empty: as the plan."))
    target_rack = Ref("dcim.Rack", _("to rack"), null=True, keep=False, related="consolidation_items")
    planned_on, moved_on = day(_("planned on")), day(_("moved on"))
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["plan_id", "planned_on", "id"]
        verbose_name, verbose_name_plural = _("consolidation item"), _("consolidation items")
        constraints = [unique("works_consolidationitem_once", "plan", "subject_type", "subject_id")]
        indexes = [*Tagged.Meta.indexes, index("consolidationitem_subject", "subject_type", "subject_id")]

    class Inventory:
        path, plugin, brief = "works/consolidation-items", True, "plan subject_type subject_id state"
        columns = "subject plan state target target_rack planned_on moved_on"
        search, rules = {"description": 500}, [place_fits, moved_on_a_day]
        display, key, parent = "{plan.name} #{id}", "plan subject_type subject_id", "plan"
        menu, icon, facets = "hosting/consolidation", "server", "plan state target"
