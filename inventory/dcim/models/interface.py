"""Interfaces."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.asking import CARRIES, KIND
from inventory.dcim.bearing import BearsMac
from inventory.dcim.cabled import CABLED_FILTERS, TRACE, Cabled, links
from inventory.dcim.choices import Duplex, InterfaceMode, PoeMode, PoeType
from inventory.dcim.component import ModularComponent
from inventory.dcim.media import INTERFACE_TYPES
from inventory.dcim.rules.chassis import ChassisMember
from inventory.dcim.rules.interfaces import INTERFACE_COMPUTED, relations_on_device, vlans_fit_mode
from inventory.declare.vocabulary import Choice, Ref, Refs, flag, unstated, whole


class Interface(ModularComponent, Cabled):
    """A network interface of a device, physical or not.

    Its IP and MAC addresses are objects of their own that are assigned to it. `speed` is in kbit/s, `mtu` in octets;
    null means not stated.
    """

    type = Choice(_("type"), INTERFACE_TYPES)
    enabled = flag(_("enabled"), default=True)
    parent = Ref("self", _("parent interface"), null=True, related="child_interfaces")
    bridge = Ref("self", _("bridge interface"), null=True, keep=False, related="bridge_interfaces")
    lag = Ref("self", _("parent LAG"), null=True, keep=False, related="member_interfaces")
    mtu = whole(_("MTU"), 1, 65536)
    primary_mac_address = Ref("dcim.MACAddress", _("primary MAC address"), null=True, keep=False, related="+")
    speed = whole(_("speed"), hint=_("kbit/s"))
    duplex = Choice(_("duplex"), Duplex, null=True)
    wwn = unstated(_("WWN"), 23, _("64-bit World Wide Name."))
    mgmt_only = flag(_("management only"), _("Out-of-band management."))
    mode = Choice(_("802.1Q mode"), InterfaceMode, null=True)
    poe_mode = Choice(_("PoE mode"), PoeMode, null=True)
    poe_type = Choice(_("PoE type"), PoeType, null=True)
    untagged_vlan = Ref("ipam.VLAN", _("untagged VLAN"), null=True, keep=False, related="interfaces_as_untagged")
    tagged_vlans = Refs("ipam.VLAN", _("tagged VLANs"), related="interfaces_as_tagged")
    vrf = Ref("ipam.VRF", _("VRF"), null=True, keep=False, related="interfaces")

    class Meta(ModularComponent.Meta):
        verbose_name, verbose_name_plural = _("interface"), _("interfaces")

    class Inventory:
        path = "dcim/interfaces"
        actions = TRACE
        brief = "device name description cable _occupied"
        columns = "device name label type enabled mode untagged_vlan cable description"
        search = {"name": 100, "label": 200, "description": 500}
        computed = INTERFACE_COMPUTED | links("dcim.interface")
        filters = CABLED_FILTERS | {
            "mac_address": BearsMac("dcim.interface"), "virtual_chassis_member": ChassisMember(),
            "kind": KIND, "vlan": CARRIES,
        }  # fmt: skip
        rules = [relations_on_device, vlans_fit_mode]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu, icon, facets = "inventory/devices", "plug", "type enabled mode"
