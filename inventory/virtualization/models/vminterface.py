"""Interfaces of virtual machines."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import InterfaceMode
from inventory.declare.fields import Choice, Ref, Refs, natural
from inventory.declare.records import Tagged
from inventory.declare.spec import Computed
from inventory.virtualization.rules.machines import relations_on_machine

OWN = "x WHERE x.assigned_object_type = 'virtualization.vminterface' AND x.assigned_object_id = {t}.id"


class VMInterface(Tagged):
    """A network interface of a virtual machine. `mtu` is in octets; null means not stated."""

    virtual_machine = Ref("virtualization.VirtualMachine", _("virtual machine"), owned=True, related="interfaces")
    name = models.CharField(_("name"), max_length=64)
    enabled = models.BooleanField(_("enabled"), default=True)
    parent = Ref("self", _("parent interface"), null=True, related="child_interfaces")
    bridge = Ref("self", _("bridge interface"), null=True, keep=False, related="bridge_interfaces")
    mtu = models.PositiveIntegerField(
        _("MTU"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(65536)]
    )
    primary_mac_address = Ref("dcim.MACAddress", _("primary MAC address"), null=True, keep=False, related="+")
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    mode = Choice(_("802.1Q mode"), InterfaceMode, null=True)
    untagged_vlan = Ref("ipam.VLAN", _("untagged VLAN"), null=True, keep=False, related="vminterfaces_as_untagged")
    tagged_vlans = Refs("ipam.VLAN", _("tagged VLANs"), related="vminterfaces_as_tagged")
    vrf = Ref("ipam.VRF", _("VRF"), null=True, keep=False, related="vminterfaces")
    _name = natural()

    class Meta(Tagged.Meta):
        ordering = ["virtual_machine_id", "_name", "id"]
        verbose_name = _("VM interface")
        verbose_name_plural = _("VM interfaces")
        constraints = [
            models.UniqueConstraint(
                fields=["virtual_machine", "name"], name="virtualization_vminterface_unique_machine_name"
            )
        ]

    class Inventory:
        path = "virtualization/interfaces"
        brief = "virtual_machine name description"
        columns = "virtual_machine name enabled mode untagged_vlan mtu vrf description"
        search = {"name": 100, "description": 500}
        computed = {
            "mac_address": Computed(
                "SELECT x.mac_address FROM dcim_macaddress x WHERE x.id = {t}.primary_mac_address_id", "mac",
                _("MAC address"),
            ),
            "mac_addresses": Computed(
                "ARRAY(SELECT x.id FROM dcim_macaddress " + OWN + " ORDER BY x.id)", "refs",
                _("MAC addresses"), target="dcim.macaddress",
            ),
            "count_ipaddresses": Computed("SELECT count(*) FROM ipam_ipaddress " + OWN, label=_("IP addresses")),
            "count_fhrp_groups": Computed("0", label=_("FHRP groups")),
        }  # fmt: skip
        filters = {"cluster": "virtual_machine.cluster"}
        rules = [relations_on_machine]
        key = "virtual_machine name"
        parent = "virtual_machine"
        menu = "inventory/virtualisation"
        icon = "plug"
