"""Construction projects, standards and consolidation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorksConfig(AppConfig):
    """What the city plans, reviews, buys and builds, the standards that hold for it, and what moves where."""

    name = "inventory.works"
    label = "works"
    verbose_name = _("Works")

    def ready(self) -> None:
        """Let the write path ask the city's standards."""
        from inventory.declare import checks  # noqa: PLC0415 - applications are ready by now
        from inventory.works import checking  # noqa: PLC0415 - needs loaded models

        checks.register(checking.refuse)
