"""That things which contain each other agree on where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from inventory.dcim.models import Location, PowerPanel, Rack


def location_in_site(location: Location) -> None:
    """A location lies in the site of its parent."""
    if location.parent_id and location.parent.site_id != location.site_id:
        message = _("Parent location %(parent)s lies in site %(other)s, not in %(site)s.")
        told = {"parent": location.parent, "other": location.parent.site, "site": location.site}
        raise ValidationError({"parent": message % told})


def rack_in_site(rack: Rack) -> None:
    """A rack's location lies in the rack's site; measures have their units."""
    _location_in_site(rack)
    measured = rack.outer_width or rack.outer_height or rack.outer_depth
    if measured and not rack.outer_unit:
        raise ValidationError({"outer_unit": _("Must specify a unit when setting an outer dimension.")})
    if (rack.weight is not None or rack.max_weight is not None) and not rack.weight_unit:
        raise ValidationError({"weight_unit": _("Must specify a unit when setting a weight.")})


def panel_in_site(panel: PowerPanel) -> None:
    """A power panel's location lies in the panel's site."""
    _location_in_site(panel)


def _location_in_site(thing: Rack | PowerPanel) -> None:
    if thing.location_id and thing.location.site_id != thing.site_id:
        message = _("Location %(location)s lies in site %(other)s, not in %(site)s.")
        told = {"location": thing.location, "other": thing.location.site, "site": thing.site}
        raise ValidationError({"location": message % told})


def rack_holds_its_devices(rack: Rack) -> None:
    """A rack stays as high as its mounted devices need, and in their site."""
    if rack.pk is None:
        return
    first, last = rack.starting_unit, rack.starting_unit + rack.u_height
    mounted = apps.get_model("dcim.Device").objects.filter(rack=rack).select_related("device_type", "site")
    for device in mounted.order_by("position", "id"):
        if device.site_id != rack.site_id:
            message = _("%(device)s in this rack belongs to site %(site)s.")
            raise ValidationError({"site": message % {"device": device, "site": device.site}})
        if device.position is None:
            continue
        if device.position < first:
            message = _("Rack must begin at U%(unit)s or lower: %(device)s is mounted there.")
            raise ValidationError({"starting_unit": message % {"unit": int(device.position), "device": device}})
        top = device.position + device.device_type.u_height
        if top > last:
            message = _("Rack must be at least %(height)sU tall: %(device)s is mounted at U%(unit)s.")
            told = {"height": int(top - first), "device": device, "unit": device.position}
            raise ValidationError({"u_height": message % told})
