"""That things which contain each other agree on where they are, and move together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from inventory.declare.together import by_itself
from inventory.declare.tree import with_descendants

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.dcim.models import Location, PowerPanel, Rack, Site


@by_itself
def known_time_zone(site: Site) -> None:
    """A site's time zone is one of the IANA database."""
    try:
        ZoneInfo(site.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = _("“%(value)s” is no time zone; write it as Asia/Shanghai.")
        raise ValidationError({"time_zone": message % {"value": site.time_zone}}) from error


@by_itself
def location_in_site(location: Location) -> None:
    """A location lies in the site of its parent."""
    if location.parent_id and location.parent.site_id != location.site_id:
        message = _("Parent location %(parent)s lies in site %(other)s, not in %(site)s.")
        told = {"parent": location.parent, "other": location.parent.site, "site": location.site}
        raise ValidationError({"parent": message % told})


@by_itself
def rack_in_site(rack: Rack) -> None:
    """A rack's location lies in the rack's site."""
    _location_in_site(rack)


@by_itself
def panel_in_site(panel: PowerPanel) -> None:
    """A power panel's location lies in the panel's site."""
    _location_in_site(panel)


def _location_in_site(thing: Rack | PowerPanel) -> None:
    if thing.location_id and thing.location.site_id != thing.site_id:
        message = _("Location %(location)s lies in site %(other)s, not in %(site)s.")
        told = {"location": thing.location, "other": thing.location.site, "site": thing.site}
        raise ValidationError({"location": message % told})


@by_itself
def rack_holds_its_devices(rack: Rack) -> None:
    """A rack stays as high as its mounted devices need."""
    if rack.pk is None:
        return
    first, last = rack.starting_unit, rack.starting_unit + rack.u_height
    mounted = apps.get_model("dcim.Device").objects.filter(rack=rack).select_related("device_type")
    for device in mounted.order_by("position", "id"):
        unit = device.position
        if unit is None:
            continue
        if unit < first:
            message = _("Rack must begin at U%(unit)s or lower: %(device)s is mounted there.")
            raise ValidationError({"starting_unit": message % {"unit": int(unit), "device": device}})
        top = unit + device.device_type.u_height
        if top > last:
            message = _("Rack must be at least %(height)sU tall: %(device)s is mounted at U%(unit)s.")
            raise ValidationError({"u_height": message % {"height": int(top - first), "device": device, "unit": unit}})


def rack_moved(rack: Rack, data: Mapping[str, Any], created: bool) -> None:
    """Take the devices of a rack along to its site and location."""
    del data
    if not created:
        devices = apps.get_model("dcim.Device").objects.filter(rack=rack)
        elsewhere = devices.exclude(site=rack.site, location=rack.location)
        elsewhere.update(site=rack.site, location=rack.location, last_updated=Now())


def location_moved(location: Location, data: Mapping[str, Any], created: bool) -> None:
    """Take all that lies in a location, and in those below it, along to its site."""
    del data
    if created:
        return
    below = with_descendants("dcim_location", [location.pk])
    apps.get_model("dcim.Location").objects.filter(pk__in=below).exclude(site=location.site).update(
        site=location.site, last_updated=Now()
    )
    for label in ("dcim.Rack", "dcim.Device", "dcim.PowerPanel"):
        things = apps.get_model(label).objects.filter(location_id__in=below)
        things.exclude(site=location.site).update(site=location.site, last_updated=Now())
