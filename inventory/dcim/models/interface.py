"""Interfaces."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import Cabled, links
from inventory.dcim.choices import Duplex, InterfaceMode, PoeMode, PoeType
from inventory.dcim.component import DEVICE_FILTERS, Component
from inventory.dcim.media import INTERFACE_TYPES
from inventory.dcim.rules.interfaces import relations_on_device, vlans_fit_mode
from inventory.declare.fields import Choice, Ref, Refs
from inventory.declare.filters import HasAny
from inventory.declare.spec import Computed

MACS = """FROM dcim_macaddress m WHERE m.assigned_object_type = 'dcim.interface' AND m.assigned_object_id = {t}.id"""
ADDRESSES = """SELECT count(*) FROM ipam_ipaddress a
    WHERE a.assigned_object_type = 'dcim.interface' AND a.assigned_object_id = {t}.id"""


class Interface(Component, Cabled):
    """A network interface of a device, physical or not.

    Its IP and MAC addresses are objects of their own that are assigned to it. `speed` is in kbit/s, `mtu` in
    octets; null means not stated.
    """

    type = Choice(_("type"), INTERFACE_TYPES)
    enabled = models.BooleanField(_("enabled"), default=True)
    parent = Ref("self", _("parent interface"), null=True, related="child_interfaces")
    bridge = Ref("self", _("bridge interface"), null=True, keep=False, related="bridge_interfaces")
    lag = Ref("self", _("parent LAG"), null=True, keep=False, related="member_interfaces")
    mtu = models.PositiveIntegerField(
        _("MTU"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(65536)]
    )
    primary_mac_address = Ref("dcim.MACAddress", _("primary MAC address"), null=True, keep=False, related="+")
    speed = models.PositiveBigIntegerField(_("speed"), null=True, blank=True, help_text=_("kbit/s"))
    duplex = Choice(_("duplex"), Duplex, null=True)
    wwn = models.CharField(_("WWN"), max_length=23, null=True, blank=True, help_text=_("64-bit World Wide Name."))
    mgmt_only = models.BooleanField(_("management only"), default=False, help_text=_("Out-of-band management."))
    mode = Choice(_("802.1Q mode"), InterfaceMode, null=True)
    poe_mode = Choice(_("PoE mode"), PoeMode, null=True)
    poe_type = Choice(_("PoE type"), PoeType, null=True)
    untagged_vlan = Ref("ipam.VLAN", _("untagged VLAN"), null=True, keep=False, related="interfaces_as_untagged")
    tagged_vlans = Refs("ipam.VLAN", _("tagged VLANs"), related="interfaces_as_tagged")
    vrf = Ref("ipam.VRF", _("VRF"), null=True, keep=False, related="interfaces")

    class Meta(Component.Meta):
        verbose_name = _("interface")
        verbose_name_plural = _("interfaces")

    class Inventory:
        path = "dcim/interfaces"
        brief = "device name description cable _occupied"
        columns = "device name label type enabled mode untagged_vlan cable description"
        search = {"name": 100, "label": 200, "description": 500}
        computed = {
            "bridge_interfaces": Computed(
                "ARRAY(SELECT b.id FROM dcim_interface b WHERE b.bridge_id = {t}.id ORDER BY b.id)",
                "refs", _("bridged interfaces"), target="dcim.interface",
            ),
            "mac_address": Computed(
                "SELECT m.mac_address FROM dcim_macaddress m WHERE m.id = {t}.primary_mac_address_id", "mac",
                _("MAC address"),
            ),
            "mac_addresses": Computed(
                f"ARRAY(SELECT m.id {MACS} ORDER BY m.id)", "refs", _("MAC addresses"), target="dcim.macaddress"
            ),
            "count_ipaddresses": Computed(ADDRESSES, label=_("IP addresses")),
            "count_fhrp_groups": Computed("0", label=_("FHRP groups")),
            **links("dcim.interface", "circuits.circuittermination"),
        }  # fmt: skip
        filters = {**DEVICE_FILTERS, "cabled": HasAny(("cable",))}
        rules = [relations_on_device, vlans_fit_mode]
        display = "{name} ({label})|{name}"
        key = "device name"
        parent = "device"
        menu = "inventory/devices"
        icon = "plug"
        facets = "type enabled mode"
