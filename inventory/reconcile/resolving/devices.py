"""Accepting what a device says of itself and of its parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.models import Device, DeviceType, InventoryItem, Platform
from inventory.reconcile.observed import short_name
from inventory.reconcile.resolving.acceptance import Unmet, forget, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.reconcile.resolving.acceptance import Acceptance, Handler


def name(acceptance: Acceptance) -> Any:
    """The register keeps short names when the old one was short."""
    device: Device = acceptance.subject()
    said = str(acceptance.observed).strip()
    keeps_domain = "." in (device.name or "")
    return acceptance.save(device, {"name": said if keeps_domain else short_name(said)})


def serial(acceptance: Acceptance) -> Any:
    """Of a device or of an inventory item."""
    return acceptance.save(acceptance.subject(), {"serial": acceptance.observed})


def model(acceptance: Acceptance) -> Any:
    """The one device type whose model the device's words contain."""
    said = _bare(str(acceptance.observed))
    found = [each for each in DeviceType.objects.all() if said and _bare(each.model) in said]
    found.sort(key=lambda each: len(each.model), reverse=True)
    if not found or (len(found) > 1 and len(found[0].model) == len(found[1].model)):
        raise Unmet(
            _("No single device type is called “%(model)s”; register it first.") % {"model": acceptance.observed}
        )
    return acceptance.save(acceptance.subject(), {"device_type": found[0]})


def platform(acceptance: Acceptance) -> Any:
    """The one platform whose slug contains what the device calls its system."""
    said = _bare(str(acceptance.observed))
    found = [each for each in Platform.objects.all() if said and said in _bare(each.slug)]
    if len(found) != 1:
        raise Unmet(_("No single platform is called “%(name)s”; register it first.") % {"name": acceptance.observed})
    return acceptance.save(acceptance.subject(), {"platform": found[0]})


def version(acceptance: Acceptance) -> Any:
    """The version is kept in the custom field `os_version`."""
    device: Device = acceptance.subject()
    return acceptance.save(device, {"custom_fields": {**device.custom_fields, "os_version": acceptance.observed}})


def new_item(acceptance: Acceptance) -> Any:
    """An inventory item marked as discovered."""
    said = acceptance.observed
    taken = set(InventoryItem.objects.filter(device=acceptance.row.device_id).values_list("name", flat=True))
    called = said["name"][:64] if said["name"][:64] not in taken else f"{said['name'][:40]} {said['serial']}"[:64]
    values = {"name": called, "serial": said["serial"], "part_id": said.get("part_id") or "", "discovered": True}
    return acceptance.save(InventoryItem(device_id=acceptance.row.device_id), values)


def _bare(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.lower())


HANDLERS: Final[Mapping[str, Handler]] = {
    "device.reachable": refuse(
        gettext_lazy("A device that does not answer states nothing to accept. Change its status if that is intended.")
    ),
    "device.name": name,
    "device.serial": serial,
    "device.model": model,
    "device.platform": platform,
    "device.os_version": version,
    "hardware.serial": serial,
    "hardware.missing": forget,
    "hardware.unexpected": new_item,
}
