"""What must hold of business figures, and how their values are added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.vocabulary import Computed
from inventory.services.choices import FigureState, ValueOrigin

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from inventory.services.models import BusinessFigure, BusinessFigureValue

ASKED: Final = frozenset({"http-json", "sql", "prometheus"})
LATEST: Final = (
    "SELECT v.{column} FROM services_businessfigurevalue v WHERE v.figure_id = {t}.id ORDER BY v.at DESC LIMIT 1"
)
VALUE: Final = LATEST.replace("{column}", "value")
STATE: Final = f"""SELECT CASE WHEN l.value < {{t}}.low THEN 'low' WHEN l.value > {{t}}.high THEN 'high'
    WHEN l.value IS NULL THEN 'unknown' ELSE 'within' END FROM (SELECT ({VALUE}) AS value) l"""  # noqa: S608 - constants
FIGURE_COMPUTED: Final = {
    "latest": Computed(VALUE, "decimal", gettext_lazy("latest value")),
    "latest_at": Computed(LATEST.replace("{column}", "at"), "datetime", gettext_lazy("as of")),
    "state": Computed(STATE, "choice", gettext_lazy("state"), choices=tuple(FigureState.choices)),
    "value_count": Computed("{count:services.businessfigurevalue:figure}", label=gettext_lazy("Values")),
}


def limits_in_order(figure: BusinessFigure) -> None:
    """The lower limit is not above the upper one."""
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        message = _("The upper limit %(high)s lies below the lower limit %(low)s.")
        raise ValidationError({"high": message % {"high": figure.high, "low": figure.low}})


def says_where_to_ask(figure: BusinessFigure) -> None:
    """A figure that is collected names the address and the query."""
    if figure.source not in ASKED:
        return
    for name in ("address", "query"):
        if not getattr(figure, name):
            message = _("A source “%(source)s” needs an address and a query.")
            raise ValidationError({name: message % {"source": figure.get_source_display()}})
    if figure.source != "sql" and not figure.address.lower().startswith(("http://", "https://")):
        message = _("“%(address)s” is no HTTP address.")
        raise ValidationError({"address": message % {"address": figure.address}})
    if figure.source == "sql" and not figure.query.lstrip().lower().startswith(("select ", "with ")):
        message = _("“%(query)s” does not read only; expected SELECT.")
        raise ValidationError({"query": message % {"query": figure.query}})


FIGURE_RULES: Final = (limits_in_order, says_where_to_ask)


def add_value(
    figure: BusinessFigure,
    value: Decimal,
    *,
    at: datetime | None = None,
    origin: ValueOrigin = ValueOrigin.PUSHED,
    reference: str = "",
) -> BusinessFigureValue:
    """Append one value; `at` is now unless given.

    Raises `ValidationError` for a time in the future, a time that has a value already, or too many digits.
    """
    moment = at or timezone.now()
    if moment > timezone.now():
        raise ValidationError({"at": _("%(time)s lies in the future.") % {"time": moment.isoformat()}})
    model: type[BusinessFigureValue] = apps.get_model("services.BusinessFigureValue")
    made = model(figure=figure, at=moment, value=value, origin=origin, reference=reference)
    made.full_clean()
    made.save(force_insert=True)
    return made
