"""Every object type of this application."""

from inventory.ipam.models.aggregate import Aggregate
from inventory.ipam.models.asn import ASN
from inventory.ipam.models.asn_range import ASNRange
from inventory.ipam.models.ip_address import IPAddress
from inventory.ipam.models.ip_range import IPRange
from inventory.ipam.models.prefix import Prefix
from inventory.ipam.models.rir import RIR
from inventory.ipam.models.role import Role
from inventory.ipam.models.route_target import RouteTarget
from inventory.ipam.models.service import Service
from inventory.ipam.models.service_template import ServiceTemplate
from inventory.ipam.models.vlan import VLAN
from inventory.ipam.models.vlan_group import VLANGroup
from inventory.ipam.models.vrf import VRF

__all__ = [
    "ASN",
    "RIR",
    "VLAN",
    "VRF",
    "ASNRange",
    "Aggregate",
    "IPAddress",
    "IPRange",
    "Prefix",
    "Role",
    "RouteTarget",
    "Service",
    "ServiceTemplate",
    "VLANGroup",
]
