"""Every object type of this application."""

from inventory.ipam.models.ip_address import IPAddress
from inventory.ipam.models.ip_range import IPRange
from inventory.ipam.models.prefix import Prefix
from inventory.ipam.models.role import Role
from inventory.ipam.models.vlan import VLAN
from inventory.ipam.models.vlan_group import VLANGroup
from inventory.ipam.models.vrf import VRF

__all__ = [
    "VLAN",
    "VRF",
    "IPAddress",
    "IPRange",
    "Prefix",
    "Role",
    "VLANGroup",
]
