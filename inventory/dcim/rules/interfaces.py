"""That interfaces refer to each other within one device, and to VLANs only as their mode allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.rules.chassis import together
from inventory.declare.together import by_itself
from inventory.declare.vocabulary import Computed
from inventory.segments.rules.membership import OF_INTERFACE

if TYPE_CHECKING:
    from inventory.dcim.models import Interface

BRIDGED: Final = "ARRAY(SELECT b.id FROM dcim_interface b WHERE b.bridge_id = {t}.id ORDER BY b.id)"
PRIMARY_MAC: Final = "SELECT m.mac_address FROM dcim_macaddress m WHERE m.id = {t}.primary_mac_address_id"
MACS: Final = """ARRAY(SELECT m.id FROM dcim_macaddress m
    WHERE m.assigned_object_type = 'dcim.interface' AND m.assigned_object_id = {t}.id ORDER BY m.id)"""
ADDRESSES: Final = """SELECT count(*) FROM ipam_ipaddress a
    WHERE a.assigned_object_type = 'dcim.interface' AND a.assigned_object_id = {t}.id"""
INTERFACE_COMPUTED: Final = {
    "bridge_interfaces": Computed(BRIDGED, "refs", gettext_lazy("bridged interfaces"), target="dcim.interface"),
    "mac_address": Computed(PRIMARY_MAC, "mac", gettext_lazy("MAC address")),
    "mac_addresses": Computed(MACS, "refs", gettext_lazy("MAC addresses"), target="dcim.macaddress"),
    "count_ipaddresses": Computed(ADDRESSES, label=gettext_lazy("IP addresses")),
    "count_fhrp_groups": Computed("0", label=gettext_lazy("FHRP groups")),
    **OF_INTERFACE,
}
WITHOUT_LAG: Final = frozenset({"virtual", "bridge", "lag"})


@by_itself
def relations_on_device(interface: Interface) -> None:
    """Parent, bridge and LAG are other interfaces of the same device or virtual chassis.

    A LAG is one, and holds no virtual members.
    """
    for name in ("parent", "bridge", "lag"):
        other = getattr(interface, name)
        if other is None:
            continue
        if other.pk == interface.pk:
            raise ValidationError({name: _("%(name)s cannot be its own %(what)s.") % {"name": interface, "what": name}})
        if not together(interface.device, other.device):
            message = _("%(other)s belongs to another device (%(device)s).")
            raise ValidationError({name: message % {"other": other, "device": other.device}})
    if interface.lag_id and interface.lag.type != "lag":
        message = _("%(lag)s is of type %(type)s, not a LAG.")
        raise ValidationError({"lag": message % {"lag": interface.lag, "type": interface.lag.type}})
    if interface.lag_id and interface.type in WITHOUT_LAG:
        message = _("An interface of type %(type)s cannot belong to a LAG.")
        raise ValidationError({"lag": message % {"type": interface.type}})
    if interface.parent_id and interface.type != "virtual":
        raise ValidationError({"parent": _("Only virtual interfaces may be assigned to a parent interface.")})


@by_itself
def vlans_fit_mode(interface: Interface) -> None:
    """An untagged VLAN needs an 802.1Q mode and lies in the device's site or in none."""
    vlan = interface.untagged_vlan
    if vlan is None:
        return
    if not interface.mode:
        raise ValidationError({"untagged_vlan": _("Interface mode does not support an untagged VLAN.")})
    if vlan.site_id not in {None, interface.device.site_id}:
        message = _("The untagged VLAN (%(vlan)s) must belong to the same site as the device, or it must be global.")
        raise ValidationError({"untagged_vlan": message % {"vlan": vlan}})
