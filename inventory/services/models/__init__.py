"""Every object type of this application."""

from inventory.services.models.application_service import ApplicationService
from inventory.services.models.business_figure import BusinessFigure
from inventory.services.models.business_figure_value import BusinessFigureValue
from inventory.services.models.condition import Condition
from inventory.services.models.duty_shift import DutyShift
from inventory.services.models.figure_answer import FigureAnswer
from inventory.services.models.infrastructure_dependency import InfrastructureDependency
from inventory.services.models.objective import Objective
from inventory.services.models.probe_answer import ProbeAnswer
from inventory.services.models.protection import Protection
from inventory.services.models.responsibility import Responsibility
from inventory.services.models.service_dependency import ServiceDependency
from inventory.services.models.service_endpoint import ServiceEndpoint
from inventory.services.models.service_instance import ServiceInstance
from inventory.services.models.support_team import SupportTeam
from inventory.services.models.transition import Transition

__all__ = [
    "ApplicationService",
    "BusinessFigure",
    "BusinessFigureValue",
    "Condition",
    "DutyShift",
    "FigureAnswer",
    "InfrastructureDependency",
    "Objective",
    "ProbeAnswer",
    "Protection",
    "Responsibility",
    "ServiceDependency",
    "ServiceEndpoint",
    "ServiceInstance",
    "SupportTeam",
    "Transition",
]
