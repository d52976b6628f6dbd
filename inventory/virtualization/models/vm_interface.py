"""Interfaces of virtual machines."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import InterfaceMode
from inventory.declare.vocabulary import Choice, Owned, Ref, Refs, flag, named, natural, text, unique, whole
from inventory.virtualization.allocated import INTERFACE_COMPUTED, VM_FILTERS
from inventory.virtualization.rules.machines import relations_on_machine


class VMInterface(Owned):
    """A network interface of a virtual machine. `mtu` is in octets; null means not stated."""

    virtual_machine = Ref("virtualization.VirtualMachine", _("virtual machine"), owned=True, related="interfaces")
    name = named(64)
    enabled = flag(_("enabled"), default=True)
    parent = Ref("self", _("parent interface"), null=True, related="child_interfaces")
    bridge = Ref("self", _("bridge interface"), null=True, keep=False, related="bridge_interfaces")
    mtu = whole(_("MTU"), 1, 65536)
    primary_mac_address = Ref("dcim.MACAddress", _("primary MAC address"), null=True, keep=False, related="+")
    description = text(_("description"), 200)
    mode = Choice(_("802.1Q mode"), InterfaceMode, null=True)
    untagged_vlan = Ref("ipam.VLAN", _("untagged VLAN"), null=True, keep=False, related="vminterfaces_as_untagged")
    tagged_vlans = Refs("ipam.VLAN", _("tagged VLANs"), related="vminterfaces_as_tagged")
    vrf = Ref("ipam.VRF", _("VRF"), null=True, keep=False, related="vminterfaces")
    _name = natural()

    class Meta(Owned.Meta):
        ordering = ["virtual_machine_id", "_name", "id"]
        verbose_name, verbose_name_plural = _("VM interface"), _("VM interfaces")
        constraints = [unique("virtualization_vminterface_unique_machine_name", "virtual_machine", "name")]

    class Inventory:
        path, brief = "virtualization/interfaces", "virtual_machine name description"
        columns = "virtual_machine name enabled mode untagged_vlan mtu vrf description"
        search = {"name": 100, "description": 500}
        computed, filters = INTERFACE_COMPUTED, VM_FILTERS
        rules = [relations_on_machine]
        key, parent = "virtual_machine name", "virtual_machine"
        menu, icon = "inventory/virtualisation", "plug"
