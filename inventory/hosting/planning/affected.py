"""Which application services share what a plan takes: they feel it when too much is taken of it, or wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from inventory.dcim.models import Device
from inventory.services.models import ApplicationService, ServiceInstance
from inventory.virtualization.models import VirtualMachine

if TYPE_CHECKING:
    from inventory.dcim.models import Rack
    from inventory.virtualization.models import Cluster

VIDEO: Final = ("sip", "h323")
"""Protocols of endpoints by which conference rooms are joined."""


def in_rack(rack: Rack) -> list[int]:
    """Services with a part in the rack: they hang on the same feeds."""
    return _on("dcim.device", Device.objects.filter(rack=rack))


def in_cluster(cluster: Cluster) -> list[int]:
    """Services with a part on a machine of the cluster: they share its processors, memory and disks."""
    return _on("virtualization.virtualmachine", VirtualMachine.objects.filter(cluster=cluster))


def on_device(device: int) -> list[int]:
    """Services with a part on the device itself."""
    return _on("dcim.device", Device.objects.filter(pk=device))


def of_rooms() -> list[int]:
    """The services by which conferences are held."""
    rows = ApplicationService.objects.filter(endpoints__protocol__in=VIDEO, status="active")
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())


def _on(label: str, hosts: Any) -> list[int]:
    rows = ServiceInstance.objects.filter(host_type=label, host_id__in=hosts.values("pk"))
    return list(rows.order_by("service").values_list("service", flat=True).distinct())
