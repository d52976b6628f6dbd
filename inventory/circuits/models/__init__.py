"""Every object type of this application."""

from inventory.circuits.models.circuit import Circuit
from inventory.circuits.models.circuit_termination import CircuitTermination
from inventory.circuits.models.circuit_type import CircuitType
from inventory.circuits.models.provider import Provider
from inventory.circuits.models.provider_account import ProviderAccount

__all__ = [
    "Circuit",
    "CircuitTermination",
    "CircuitType",
    "Provider",
    "ProviderAccount",
]
