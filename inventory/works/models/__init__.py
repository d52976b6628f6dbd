"""Every object type of this application."""

from inventory.works.models.approved_type import ApprovedType
from inventory.works.models.consolidation_item import ConsolidationItem
from inventory.works.models.consolidation_plan import ConsolidationPlan
from inventory.works.models.opinion import Opinion
from inventory.works.models.plan_year import PlanYear
from inventory.works.models.planned_prefix import PlannedPrefix
from inventory.works.models.project import Project
from inventory.works.models.project_asset import ProjectAsset
from inventory.works.models.standard import Standard
from inventory.works.models.tender_item import TenderItem
from inventory.works.models.tender_lot import TenderLot

__all__ = [
    "ApprovedType",
    "ConsolidationItem",
    "ConsolidationPlan",
    "Opinion",
    "PlanYear",
    "PlannedPrefix",
    "Project",
    "ProjectAsset",
    "Standard",
    "TenderItem",
    "TenderLot",
]
