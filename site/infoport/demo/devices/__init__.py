"""The city's simulated devices: what each says over SNMP, and where that deviates from the inventory on purpose.

All of it is made from the data files, never from the database: when an inventory follows a device, the device does not
change, and neither does it when the inventory is edited.
"""

from infoport.demo.devices.planting import Planted, planted
from infoport.demo.devices.simulator import COMMUNITY, addresses, aim, render, serve

__all__ = ["COMMUNITY", "Planted", "addresses", "aim", "planted", "render", "serve"]
