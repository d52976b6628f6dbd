"""Every object type of this application."""

from inventory.services.models.applicationservice import ApplicationService
from inventory.services.models.protection import Protection
from inventory.services.models.servicedependency import ServiceDependency
from inventory.services.models.serviceendpoint import ServiceEndpoint
from inventory.services.models.serviceinstance import ServiceInstance
from inventory.services.models.supportteam import SupportTeam

__all__ = [
    "ApplicationService",
    "Protection",
    "ServiceDependency",
    "ServiceEndpoint",
    "ServiceInstance",
    "SupportTeam",
]
