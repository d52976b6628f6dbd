"""Every object type of this application."""

from inventory.inspection.models.finding import Finding
from inventory.inspection.models.help_given import HelpGiven
from inventory.inspection.models.inspection import Inspection
from inventory.inspection.models.inspection_limit import InspectionLimit
from inventory.inspection.models.visit import Visit
from inventory.inspection.models.website import Website

__all__ = ["Finding", "HelpGiven", "Inspection", "InspectionLimit", "Visit", "Website"]
