"""What must hold of power ports, outlets and feeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Case, F, FloatField, GeneratedField, IntegerField, Q, Value, When
from django.db.models.functions import Abs, Cast, Round
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.cabled import PORT_FILTERS
from inventory.declare.grammar import Filter
from inventory.declare.together import by_itself
from inventory.declare.values import read_integer
from inventory.tenancy.owned import OWNED_FILTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from inventory.dcim.models import PowerFeed, PowerOutlet, PowerPort
    from inventory.declare.spec import Spec

SQRT_3: Final = 1.732
"""NetBox's factor between the phase-to-phase voltage of three phases and the power of all."""
AVAILABLE_POWER: Final = Cast(
    Round(
        Cast(Abs(F("voltage")) * F("amperage") * F("max_utilization"), FloatField())
        * Case(When(phase="three-phase", then=Value(SQRT_3)), default=Value(1.0), output_field=FloatField())
        / Value(100.0)
    ),
    IntegerField(),
)
"""Watts of a feed to plan with: a share of its capacity, of all phases."""


def plannable() -> GeneratedField:
    """The column of `AVAILABLE_POWER`."""
    return GeneratedField(
        expression=AVAILABLE_POWER, output_field=IntegerField(), db_persist=True,
        verbose_name=gettext_lazy("available power"), help_text=gettext_lazy("Watts to plan with."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """By a number kept in a column that is not on the wire: equal, unequal, smaller and greater."""

    column: str
    label: Any = ""

    def filters(self, spec: Spec, name: str) -> Iterator[Filter]:
        """`<name>` and its `__n`, `__lt`, `__lte`, `__gt`, `__gte`; repeated values mean any of them."""
        del spec
        for suffix in ("", "n", "lt", "lte", "gt", "gte"):
            full = f"{name}__{suffix}" if suffix else name
            yield Filter(full, self._builder(full, "" if suffix == "n" else suffix, suffix == "n"), "integer")

    def _builder(self, name: str, lookup: str, negated: bool) -> Callable[[Sequence[str]], Q]:
        key = f"{self.column}__{lookup}" if lookup else self.column

        def build(values: Sequence[str]) -> Q:
            found = Q()
            for value in values:
                found |= Q(**{key: read_integer(name, value)})
            return ~found if negated else found

        return build


FEED_FILTERS: Final = {
    "site": "power_panel.site", "region": "power_panel.site.region", "site_group": "power_panel.site.group",
    "available_power": Number("available_power"), **PORT_FILTERS, **OWNED_FILTERS,
}  # fmt: skip


@by_itself
def draw_within_maximum(port: PowerPort) -> None:
    """The draw planned for a port is at most the one it can have."""
    if port.maximum_draw is not None and port.allocated_draw is not None and port.allocated_draw > port.maximum_draw:
        message = _("Allocated draw cannot exceed the maximum draw (%(draw)sW).")
        raise ValidationError({"allocated_draw": message % {"draw": port.maximum_draw}})


@by_itself
def outlet_on_its_device(outlet: PowerOutlet) -> None:
    """An outlet passes on the power of a port of the same device."""
    if outlet.power_port_id and outlet.power_port.device_id != outlet.device_id:
        message = _("Power port %(port)s belongs to another device (%(device)s).")
        told = {"port": outlet.power_port, "device": outlet.power_port.device}
        raise ValidationError({"power_port": message % told})


@by_itself
def feed_in_site(feed: PowerFeed) -> None:
    """A feed leads to a rack of its panel's site."""
    if feed.rack_id and feed.rack.site_id != feed.power_panel.site_id:
        message = _("Rack %(rack)s (%(site)s) and power panel %(panel)s (%(other)s) are in different sites.")
        told = {
            "rack": feed.rack, "site": feed.rack.site, "panel": feed.power_panel, "other": feed.power_panel.site,
        }  # fmt: skip
        raise ValidationError({"rack": message % told})


@by_itself
def voltage_is_not_zero(feed: PowerFeed) -> None:
    """A feed has a voltage; alternating current has no negative one."""
    if not feed.voltage:
        raise ValidationError({"voltage": _("Voltage cannot be zero.")})
    if feed.voltage < 0 and feed.supply == "ac":
        raise ValidationError({"voltage": _("Voltage cannot be negative for AC supply.")})
