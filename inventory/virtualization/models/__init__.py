"""Every object type of this application."""

from inventory.virtualization.models.cluster import Cluster
from inventory.virtualization.models.cluster_group import ClusterGroup
from inventory.virtualization.models.cluster_type import ClusterType
from inventory.virtualization.models.virtual_disk import VirtualDisk
from inventory.virtualization.models.virtual_machine import VirtualMachine
from inventory.virtualization.models.vm_interface import VMInterface

__all__ = [
    "Cluster",
    "ClusterGroup",
    "ClusterType",
    "VMInterface",
    "VirtualDisk",
    "VirtualMachine",
]
