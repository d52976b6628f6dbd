"""Where a device may be mounted: inside the rack, on free units, in steps of half a unit."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Q
from django.utils.translation import gettext as _

from inventory.dcim.rules.reservations import held
from inventory.dcim.rules.suspects import beside_others
from inventory.declare.together import by_itself, for_suspects

if TYPE_CHECKING:
    from inventory.dcim.models import Device, DeviceType, ModuleType, Rack

HALF: Final = Decimal("0.5")


@by_itself
def half_units(device_type: DeviceType) -> None:
    """A device type's height is a multiple of half a unit, and its weight has a unit."""
    if device_type.u_height % HALF:
        raise ValidationError({"u_height": _("%(height)s is no multiple of 0.5.") % {"height": device_type.u_height}})
    weight_has_unit(device_type)


@by_itself
def weight_has_unit(kind: DeviceType | ModuleType) -> None:
    """A weight has a unit."""
    if kind.weight is not None and not kind.weight_unit:
        raise ValidationError({"weight_unit": _("Must specify a unit when setting a weight.")})


@by_itself
def device_in_place(device: Device) -> None:
    """A device's rack and location lie in its site, its rack in its location.

    A new device takes the location of its rack, and platform and airflow of its type, where it states none.
    """
    if device.pk is None:
        _inherit(device)
    if device.rack_id and device.rack.site_id != device.site_id:
        message = _("Rack %(rack)s does not belong to site %(site)s.")
        raise ValidationError({"rack": message % {"rack": device.rack, "site": device.site}})
    if device.location_id and device.location.site_id != device.site_id:
        message = _("Location %(location)s does not belong to site %(site)s.")
        raise ValidationError({"location": message % {"location": device.location, "site": device.site}})
    if device.rack_id and device.location_id and device.rack.location_id != device.location_id:
        message = _("Rack %(rack)s does not belong to location %(location)s.")
        raise ValidationError({"rack": message % {"rack": device.rack, "location": device.location}})


def _inherit(device: Device) -> None:
    if device.rack_id and not device.location_id:
        device.location_id = device.rack.location_id
    device.platform_id = device.platform_id or device.device_type.default_platform_id
    device.airflow = device.airflow or device.device_type.airflow


@for_suspects(beside_others)
def fits_in_rack(device: Device) -> None:
    """A mounted device lies within its rack, on units that no other device occupies on the same face.

    Units reserved for another tenant are refused. While it is checked and stored, the rack waits: two requests for the
    same unit are decided one after the other (and by the constraint `dcim_device_units_taken_once` in the end).
    """
    if not device.rack_id:
        for name, label in (("face", _("rack face")), ("position", _("rack position"))):
            if getattr(device, name) not in {None, ""}:
                message = _("Cannot select a %(what)s without assigning a rack.")
                raise ValidationError({name: message % {"what": label}})
    if device.position is None:
        return
    _well_formed(device, device.position)
    _within(device, device.position)
    _lock(device.rack)
    _free(device, device.position)
    _unreserved(device, device.position)


def _well_formed(device: Device, position: Decimal) -> None:
    height = device.device_type.u_height
    if not device.face:
        raise ValidationError({"face": _("Must specify rack face when defining rack position.")})
    if not height:
        message = _("A device type without height (%(type)s) cannot be assigned to a rack position.")
        raise ValidationError({"position": message % {"type": device.device_type}})
    if position % HALF:
        raise ValidationError({"position": _("Position (U) must be in increments of 0.5 rack units.")})


def _within(device: Device, position: Decimal) -> None:
    first, last = device.rack.starting_unit, device.rack.starting_unit + device.rack.u_height
    if position < first or position + device.device_type.u_height > last:
        message = _("U%(unit)s does not fit: rack %(rack)s has U%(first)s to U%(last)s, %(type)s takes %(height)sU.")
        told = {
            "unit": position, "rack": device.rack, "first": first, "last": last - 1,
            "type": device.device_type, "height": device.device_type.u_height,
        }  # fmt: skip
        raise ValidationError({"position": message % told})


def _lock(rack: Rack) -> None:
    if connection.in_atomic_block:
        list(type(rack).objects.select_for_update(no_key=True).filter(pk=rack.pk).order_by().values_list("pk"))


def _unreserved(device: Device, position: Decimal) -> None:
    touched = range(math.floor(position), math.ceil(position + device.device_type.u_height))
    if device.pk and _stays(device):
        return
    other = held(device.rack_id or 0, touched).select_related("tenant").exclude(tenant=device.tenant_id).first()
    if other is not None:
        message = _("U%(unit)s is reserved for %(tenant)s: %(other)s")
        told = {"unit": min(set(other.units) & set(touched)), "tenant": other.tenant or _("nobody"), "other": other}
        raise ValidationError({"position": message % told})


def _stays(device: Device) -> bool:
    """Whether a stored device keeps its place and tenant; a later reservation does not make it homeless."""
    names = ("rack_id", "position", "tenant_id", "device_type_id")
    stored = type(device).objects.filter(pk=device.pk).values_list(*names).first()
    return stored == tuple(getattr(device, name) for name in names)


def _free(device: Device, position: Decimal) -> None:
    height = device.device_type.u_height
    others = type(device).objects.filter(rack=device.rack, position__lt=position + height)
    others = others.annotate(top=F("position") + F("device_type__u_height")).filter(top__gt=position)
    if not device.device_type.is_full_depth:
        others = others.filter(Q(face=device.face) | Q(device_type__is_full_depth=True))
    other = others.exclude(pk=device.pk).select_related("device_type__manufacturer").order_by("position", "id").first()
    if other is not None:
        message = _(
            "U%(unit)s is already occupied or does not have sufficient space to accommodate this device type: "
            "%(type)s (%(height)sU); %(other)s is at U%(position)s."
        )
        told = {
            "unit": position, "type": device.device_type, "height": height, "other": other,
            "position": other.position,
        }  # fmt: skip
        raise ValidationError({"position": message % told})
