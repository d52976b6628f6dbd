"""The rules of the comparison, one file per kind of fact."""

from __future__ import annotations

from typing import Final

from inventory.reconcile.rules.addresses import address_rules
from inventory.reconcile.rules.device import device_identity, device_reachable
from inventory.reconcile.rules.hardware import hardware_rules
from inventory.reconcile.rules.interfaces import interface_presence, interface_settings
from inventory.reconcile.rules.neighbours import neighbour_rules
from inventory.reconcile.rules.vlans import vlan_rules

RULES: Final = (
    device_reachable,
    device_identity,
    interface_presence,
    interface_settings,
    address_rules,
    vlan_rules,
    neighbour_rules,
    hardware_rules,
)
"""All of them; `compare` sorts what they find, so their order means nothing."""
