"""Every object type of this application."""

from inventory.virtualization.models.cluster import Cluster
from inventory.virtualization.models.clustergroup import ClusterGroup
from inventory.virtualization.models.clustertype import ClusterType
from inventory.virtualization.models.virtualdisk import VirtualDisk
from inventory.virtualization.models.virtualmachine import VirtualMachine
from inventory.virtualization.models.vminterface import VMInterface

__all__ = [
    "Cluster",
    "ClusterGroup",
    "ClusterType",
    "VMInterface",
    "VirtualDisk",
    "VirtualMachine",
]
