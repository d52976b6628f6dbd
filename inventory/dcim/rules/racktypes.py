"""Racks that take their measurements from their type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from inventory.dcim.rules.places import rack_holds_its_devices
from inventory.declare.together import by_itself

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.dcim.models import Rack, RackType

MEASURES: Final = (
    "form_factor", "width", "u_height", "starting_unit", "desc_units", "outer_width", "outer_height", "outer_depth",
    "outer_unit", "mounting_depth", "weight", "weight_unit", "max_weight",
)  # fmt: skip
"""What a rack has from its type (NetBox 4.6, `RackType` and `Rack.copy_racktype_attrs`)."""


@by_itself
def take_measures(rack: Rack, data: Mapping[str, Any]) -> None:
    """A rack with a type has the type's measures, whatever else was stated."""
    del data
    if rack.rack_type_id:
        for name in MEASURES:
            setattr(rack, name, getattr(rack.rack_type, name))


@by_itself
def measures_have_units(kind: Rack | RackType) -> None:
    """Outer measures and weights have their units."""
    measured = kind.outer_width or kind.outer_height or kind.outer_depth
    if measured and not kind.outer_unit:
        raise ValidationError({"outer_unit": _("Must specify a unit when setting an outer dimension.")})
    if (kind.weight is not None or kind.max_weight is not None) and not kind.weight_unit:
        raise ValidationError({"weight_unit": _("Must specify a unit when setting a weight.")})


def racks_fit_type(kind: RackType) -> None:
    """A rack type stays as high as the devices in its racks need."""
    if kind.pk is None:
        return
    for rack in kind.racks.all():
        for name in MEASURES:
            setattr(rack, name, getattr(kind, name))
        rack_holds_its_devices(rack)


def racks_follow_type(kind: RackType, data: Mapping[str, Any], created: bool) -> None:
    """Racks of a changed type get its measures."""
    del data
    if created:
        return
    measures = {name: getattr(kind, name) for name in MEASURES}
    racks = apps.get_model("dcim.Rack").objects.filter(rack_type=kind)
    other = [rack.pk for rack in racks if any(getattr(rack, name) != value for name, value in measures.items())]
    racks.filter(pk__in=other).update(**measures, last_updated=Now())
