"""Accepting interfaces, their settings and their VLANs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.models import Interface, MACAddress
from inventory.ipam.models import VLAN
from inventory.reconcile.media import type_of_speed
from inventory.reconcile.resolving.acceptance import Unmet, forget, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from inventory.reconcile.resolving.acceptance import Acceptance, Handler

KILO: Final = 1000
"""`Interface.speed` is in kbit/s."""
DESCRIPTION: Final = 200


def setting(acceptance: Acceptance) -> Any:
    """A setting that the register keeps in the unit in which the device states it."""
    return acceptance.save(acceptance.subject(), {acceptance.row.field: acceptance.observed})


def description(acceptance: Acceptance) -> Any:
    """Cut to what the register holds."""
    return acceptance.save(acceptance.subject(), {"description": str(acceptance.observed)[:DESCRIPTION]})


def speed(acceptance: Acceptance) -> Any:
    """Observed in bit/s."""
    return acceptance.save(acceptance.subject(), {"speed": acceptance.observed // KILO})


def mac(acceptance: Acceptance) -> Any:
    """The interface's address of that value becomes its primary one, and is made where it has none."""
    interface: Interface = acceptance.subject()
    said = str(acceptance.observed).upper()
    held = {"assigned_object_type": "dcim.interface", "assigned_object_id": interface.pk}
    found = MACAddress.objects.filter(mac_address=said, **held).first()
    if found is None:
        found = acceptance.save(MACAddress(), {"mac_address": said, **held})
    return acceptance.save(interface, {"primary_mac_address": found})


def new_interface(acceptance: Acceptance) -> Any:
    """An interface of the type that its speed suggests."""
    said = acceptance.observed
    kind = "lag" if said.get("type") == "ieee8023adLag" else type_of_speed(said.get("speed"))
    values = {
        "name": said["name"][:64], "type": kind, "enabled": said.get("enabled", True), "mtu": said.get("mtu"),
        "description": (said.get("description") or "")[:DESCRIPTION],
    }  # fmt: skip
    return acceptance.save(Interface(device_id=acceptance.row.device_id), values)


def untagged(acceptance: Acceptance) -> Any:
    """The VLAN of that id at the device's site."""
    interface: Interface = acceptance.subject()
    return acceptance.save(interface, {"untagged_vlan": _vlan(interface, acceptance.observed)})


def tagged(acceptance: Acceptance) -> Any:
    """All of them must be registered."""
    interface: Interface = acceptance.subject()
    return acceptance.save(interface, {"tagged_vlans": [_vlan(interface, vid) for vid in acceptance.observed]})


def _vlan(interface: Interface, vid: int) -> VLAN:
    """The VLAN of that id: of the device's site rather than of none, in a group that its ports are in already.

    Networks kept apart number their VLANs alike; the port stays in its own. Raises `Unmet` unless there is one.
    """
    site = interface.device.site_id
    found = list(VLAN.objects.filter(Q(site=site) | Q(site=None), vid=vid))
    nearest = [each for each in found if each.site_id == site] or found
    for groups in _groups(interface) if len(nearest) > 1 else ():
        nearest = [each for each in nearest if each.group_id in groups] or nearest
    if len(nearest) != 1:
        told = {"vid": vid, "site": interface.device.site, "count": len(nearest)}
        raise Unmet(_("%(count)d VLANs with id %(vid)s serve %(site)s; one is needed.") % told)
    return nearest[0]


def _groups(interface: Interface) -> Iterator[set[int]]:
    """VLAN groups of the port itself, then of all ports of its device."""
    for ports in (Q(pk=interface.pk), Q(device=interface.device_id)):
        rows = Interface.objects.filter(ports).values_list("untagged_vlan__group", "tagged_vlans__group")
        yield {group for pair in rows for group in pair if group}


def new_vlan(acceptance: Acceptance) -> Any:
    """A VLAN of the device's site."""
    said = acceptance.observed
    site = acceptance.row.device.site_id
    values = {"vid": said["vid"], "name": (said.get("name") or f"VLAN{said['vid']:04d}")[:64], "site_id": site}
    return acceptance.save(VLAN(), values)


HANDLERS: Final[Mapping[str, Handler]] = {
    "interface.enabled": setting,
    "interface.mtu": setting,
    "interface.description": description,
    "interface.speed": speed,
    "interface.mac_address": mac,
    "interface.missing": forget,
    "interface.unexpected": new_interface,
    "vlan.untagged": untagged,
    "vlan.tagged": tagged,
    "vlan.unexpected": new_vlan,
    "vlan.missing": refuse(
        gettext_lazy("Several ports are meant to carry this VLAN. Take it off them, or create it on the device.")
    ),
}
