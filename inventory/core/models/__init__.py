"""Object types of the core application."""

from inventory.core.models.data_file import DataFile
from inventory.core.models.data_source import DataSource
from inventory.core.models.job import Job
from inventory.core.models.job_line import JobLine
from inventory.core.models.object_change import ObjectChange
from inventory.core.models.search_row import SearchRow

__all__ = ["DataFile", "DataSource", "Job", "JobLine", "ObjectChange", "SearchRow"]
