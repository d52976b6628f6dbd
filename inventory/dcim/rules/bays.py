"""Devices that sit in bays of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.declare.together import by_itself
from inventory.declare.vocabulary import Computed, Holds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.dcim.models import Device, DeviceBay, DeviceType

OCCUPIED: Final = "{t}.installed_device_id IS NOT NULL"
DEVICE_BAY_COMPUTED: Final = {"_occupied": Computed(OCCUPIED, "boolean", gettext_lazy("occupied"))}
OCCUPIED_BAY: Final = Holds(Q(installed_device__isnull=False), gettext_lazy("occupied"))


def bay_takes_device(bay: DeviceBay) -> None:
    """A bay belongs to a device of a parent type and takes one child device, which sits in no other bay."""
    if bay.device.device_type.subdevice_role != "parent":
        message = _("This type of device (%(type)s) does not support device bays.")
        raise ValidationError({NON_FIELD_ERRORS: message % {"type": bay.device.device_type}})
    child = bay.installed_device
    if child is None:
        return
    if child.pk == bay.device_id:
        raise ValidationError({"installed_device": _("Cannot install a device into itself.")})
    other = type(bay).objects.filter(installed_device=child).exclude(pk=bay.pk).first()
    if other is not None:
        message = _("Cannot install the specified device; device is already installed in %(bay)s.")
        raise ValidationError({"installed_device": message % {"bay": other}})
    if child.device_type.subdevice_role != "child":
        message = _("%(device)s (%(type)s) is no child device: its type's parent/child status must be child.")
        raise ValidationError({"installed_device": message % {"device": child, "type": child.device_type}})
    if not bay.enabled:
        raise ValidationError({"installed_device": _("%(bay)s is disabled.") % {"bay": bay}})


def saved(bay: DeviceBay, data: Mapping[str, Any], created: bool) -> None:
    """Take the device in the bay along to where its chassis stands."""
    del data, created
    if bay.installed_device_id:
        _follow(bay.device, Q(pk=bay.installed_device_id))


def take_children_along(device: Device) -> None:
    """Children stand where their chassis stands."""
    _follow(device, Q(parent_bay__device=device))


def _follow(chassis: Device, children: Q) -> None:
    place = {"site_id": chassis.site_id, "location_id": chassis.location_id, "rack_id": chassis.rack_id}
    found = apps.get_model("dcim.Device").objects.filter(children)
    # Compared in Python: a missing location equals a missing location.
    moved = [pk for pk, *at in found.values_list("pk", *place) if at != list(place.values())]
    apps.get_model("dcim.Device").objects.filter(pk__in=moved).update(**place, last_updated=Now())


@by_itself
def child_is_not_mounted(device: Device) -> None:
    """A device that sits in a chassis has no place of its own in the rack."""
    if device.device_type.subdevice_role != "child":
        return
    if device.face:
        message = _("Child device types cannot be assigned to a rack face. This is an attribute of the parent device.")
        raise ValidationError({"face": message})
    if device.position is not None:
        message = _(
            "Child device types cannot be assigned to a rack position. This is an attribute of the parent device."
        )
        raise ValidationError({"position": message})


@by_itself
def role_fits_bays(device_type: DeviceType) -> None:
    """A child type takes no rack units, and a type with device bays stays a parent."""
    if device_type.subdevice_role == "child" and device_type.u_height:
        raise ValidationError({"u_height": _("Child device types must be 0U.")})
    if device_type.pk is None:
        return
    if device_type.subdevice_role != "parent" and device_type.devicebaytemplates.exists():
        message = _(
            "Must delete all device bay templates associated with this device before declassifying it as a "
            "parent device."
        )
        raise ValidationError({"subdevice_role": message})
