"""Every object type of this application."""

from inventory.dcim.models.cable import Cable
from inventory.dcim.models.cable_bundle import CableBundle
from inventory.dcim.models.cable_termination import CableTermination
from inventory.dcim.models.console_port import ConsolePort
from inventory.dcim.models.console_port_template import ConsolePortTemplate
from inventory.dcim.models.console_server_port import ConsoleServerPort
from inventory.dcim.models.console_server_port_template import ConsoleServerPortTemplate
from inventory.dcim.models.device import Device
from inventory.dcim.models.device_bay import DeviceBay
from inventory.dcim.models.device_bay_template import DeviceBayTemplate
from inventory.dcim.models.device_role import DeviceRole
from inventory.dcim.models.device_type import DeviceType
from inventory.dcim.models.front_port import FrontPort
from inventory.dcim.models.front_port_template import FrontPortTemplate
from inventory.dcim.models.interface import Interface
from inventory.dcim.models.interface_template import InterfaceTemplate
from inventory.dcim.models.inventory_item import InventoryItem
from inventory.dcim.models.inventory_item_role import InventoryItemRole
from inventory.dcim.models.inventory_item_template import InventoryItemTemplate
from inventory.dcim.models.location import Location
from inventory.dcim.models.mac_address import MACAddress
from inventory.dcim.models.manufacturer import Manufacturer
from inventory.dcim.models.module import Module
from inventory.dcim.models.module_bay import ModuleBay
from inventory.dcim.models.module_bay_template import ModuleBayTemplate
from inventory.dcim.models.module_type import ModuleType
from inventory.dcim.models.module_type_profile import ModuleTypeProfile
from inventory.dcim.models.platform import Platform
from inventory.dcim.models.port_mapping import PortMapping
from inventory.dcim.models.port_template_mapping import PortTemplateMapping
from inventory.dcim.models.power_feed import PowerFeed
from inventory.dcim.models.power_outlet import PowerOutlet
from inventory.dcim.models.power_outlet_template import PowerOutletTemplate
from inventory.dcim.models.power_panel import PowerPanel
from inventory.dcim.models.power_port import PowerPort
from inventory.dcim.models.power_port_template import PowerPortTemplate
from inventory.dcim.models.rack import Rack
from inventory.dcim.models.rack_reservation import RackReservation
from inventory.dcim.models.rack_role import RackRole
from inventory.dcim.models.rack_type import RackType
from inventory.dcim.models.rear_port import RearPort
from inventory.dcim.models.rear_port_template import RearPortTemplate
from inventory.dcim.models.region import Region
from inventory.dcim.models.site import Site
from inventory.dcim.models.site_group import SiteGroup
from inventory.dcim.models.virtual_chassis import VirtualChassis

__all__ = [
    "Cable",
    "CableBundle",
    "CableTermination",
    "ConsolePort",
    "ConsolePortTemplate",
    "ConsoleServerPort",
    "ConsoleServerPortTemplate",
    "Device",
    "DeviceBay",
    "DeviceBayTemplate",
    "DeviceRole",
    "DeviceType",
    "FrontPort",
    "FrontPortTemplate",
    "Interface",
    "InterfaceTemplate",
    "InventoryItem",
    "InventoryItemRole",
    "InventoryItemTemplate",
    "Location",
    "MACAddress",
    "Manufacturer",
    "Module",
    "ModuleBay",
    "ModuleBayTemplate",
    "ModuleType",
    "ModuleTypeProfile",
    "Platform",
    "PortMapping",
    "PortTemplateMapping",
    "PowerFeed",
    "PowerOutlet",
    "PowerOutletTemplate",
    "PowerPanel",
    "PowerPort",
    "PowerPortTemplate",
    "Rack",
    "RackReservation",
    "RackRole",
    "RackType",
    "RearPort",
    "RearPortTemplate",
    "Region",
    "Site",
    "SiteGroup",
    "VirtualChassis",
]
