"""Every object type of this application."""

from inventory.services.models.application_service import ApplicationService
from inventory.services.models.protection import Protection
from inventory.services.models.service_dependency import ServiceDependency
from inventory.services.models.service_endpoint import ServiceEndpoint
from inventory.services.models.service_instance import ServiceInstance
from inventory.services.models.support_team import SupportTeam

__all__ = [
    "ApplicationService",
    "Protection",
    "ServiceDependency",
    "ServiceEndpoint",
    "ServiceInstance",
    "SupportTeam",
]
