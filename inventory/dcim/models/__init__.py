"""Every object type of this application."""

from inventory.dcim.models.cable import Cable
from inventory.dcim.models.cabletermination import CableTermination
from inventory.dcim.models.consoleport import ConsolePort
from inventory.dcim.models.consoleporttemplate import ConsolePortTemplate
from inventory.dcim.models.device import Device
from inventory.dcim.models.devicebaytemplate import DeviceBayTemplate
from inventory.dcim.models.devicerole import DeviceRole
from inventory.dcim.models.devicetype import DeviceType
from inventory.dcim.models.frontport import FrontPort
from inventory.dcim.models.frontporttemplate import FrontPortTemplate
from inventory.dcim.models.interface import Interface
from inventory.dcim.models.interfacetemplate import InterfaceTemplate
from inventory.dcim.models.inventoryitem import InventoryItem
from inventory.dcim.models.inventoryitemtemplate import InventoryItemTemplate
from inventory.dcim.models.location import Location
from inventory.dcim.models.macaddress import MACAddress
from inventory.dcim.models.manufacturer import Manufacturer
from inventory.dcim.models.platform import Platform
from inventory.dcim.models.powerfeed import PowerFeed
from inventory.dcim.models.poweroutlet import PowerOutlet
from inventory.dcim.models.poweroutlettemplate import PowerOutletTemplate
from inventory.dcim.models.powerpanel import PowerPanel
from inventory.dcim.models.powerport import PowerPort
from inventory.dcim.models.powerporttemplate import PowerPortTemplate
from inventory.dcim.models.rack import Rack
from inventory.dcim.models.rackrole import RackRole
from inventory.dcim.models.rearport import RearPort
from inventory.dcim.models.rearporttemplate import RearPortTemplate
from inventory.dcim.models.region import Region
from inventory.dcim.models.site import Site
from inventory.dcim.models.sitegroup import SiteGroup

__all__ = [
    "Cable",
    "CableTermination",
    "ConsolePort",
    "ConsolePortTemplate",
    "Device",
    "DeviceBayTemplate",
    "DeviceRole",
    "DeviceType",
    "FrontPort",
    "FrontPortTemplate",
    "Interface",
    "InterfaceTemplate",
    "InventoryItem",
    "InventoryItemTemplate",
    "Location",
    "MACAddress",
    "Manufacturer",
    "Platform",
    "PowerFeed",
    "PowerOutlet",
    "PowerOutletTemplate",
    "PowerPanel",
    "PowerPort",
    "PowerPortTemplate",
    "Rack",
    "RackRole",
    "RearPort",
    "RearPortTemplate",
    "Region",
    "Site",
    "SiteGroup",
]
