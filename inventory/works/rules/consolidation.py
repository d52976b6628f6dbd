"""What must hold of consolidation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.spec import Action
from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from inventory.works.models import ConsolidationItem, ConsolidationPlan

ITEM_SUBJECTS: Final = ("dcim.device", "virtualization.virtualmachine")
MOVED: Final = "SELECT count(*) FROM works_consolidationitem i WHERE i.plan_id = {t}.id AND i.state <> 'planned'"
PLAN_COMPUTED: Final = {"moved_count": Computed(MOVED, label=gettext_lazy("moved"))}
PLAN_ACTIONS: Final = [Action("progress", "infoport.api.actions.consolidation.Progress")]


def leaves_its_room(plan: ConsolidationPlan) -> None:
    """A room is not moved to the site where it is, and its location lies in its site."""
    if plan.site_id is not None and plan.site_id == plan.target_id:
        raise ValidationError({"target": _("%(site)s is where the room already is.") % {"site": plan.target}})
    if plan.location is not None and plan.location.site_id != plan.site_id:
        message = _("Location %(location)s does not belong to site %(site)s.")
        raise ValidationError({"location": message % {"location": plan.location, "site": plan.site}})


def place_fits(item: ConsolidationItem) -> None:
    """The rack stands where the machine goes."""
    site = item.target or item.plan.target
    if item.target_rack is not None and item.target_rack.site_id != site.pk:
        message = _("Rack %(rack)s does not stand at %(site)s.")
        raise ValidationError({"target_rack": message % {"rack": item.target_rack, "site": site}})


def moved_on_a_day(item: ConsolidationItem) -> None:
    """What was moved was moved on a day; only from then on may it be seen at its new place."""
    if item.state == "moved" and item.moved_on is None:
        raise ValidationError({"moved_on": _("State the day on which it was moved.")})
