"""What must hold of objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed

if TYPE_CHECKING:
    from inventory.services.models import Objective

FIGURES: Final = ("availability", "response", "recovery", "handling")
OBJECTIVE_COMPUTED: Final = {
    "in_force": Computed(
        "({t}.since IS NULL OR {t}.since <= current_date) AND ({t}.until IS NULL OR {t}.until >= current_date)",
        "boolean",
        gettext_lazy("in force"),
    ),
}


def says_something(objective: Objective) -> None:
    """An objective states at least one figure."""
    if all(getattr(objective, name) is None for name in FIGURES):
        message = _("State an availability, a response limit, a recovery time or a handling limit.")
        raise ValidationError({"availability": message})


def starts_before_it_ends(objective: Objective) -> None:
    """An objective does not end before it begins."""
    if objective.since and objective.until and objective.until < objective.since:
        raise ValidationError({"until": _("It ends before it begins.")})
