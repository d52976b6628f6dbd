"""Every object type of this application."""

from inventory.configs.models.archive_policy import ArchivePolicy
from inventory.configs.models.compliance_result import ComplianceResult
from inventory.configs.models.compliance_rule import ComplianceRule
from inventory.configs.models.config_version import ConfigVersion
from inventory.configs.models.fetch import Fetch

__all__ = ["ArchivePolicy", "ComplianceResult", "ComplianceRule", "ConfigVersion", "Fetch"]
