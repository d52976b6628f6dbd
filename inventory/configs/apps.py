"""The archive of configurations."""

from __future__ import annotations

from typing import Any, Final

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

OWN_HISTORY: Final = ("configs_configversion", "configs_complianceresult")
"""Tables whose rows say themselves what was found when."""


class ConfigsConfig(AppConfig):
    """Versions of configurations, policies that ask for them, and rules they are to comply with."""

    name = "inventory.configs"
    label = "configs"
    verbose_name = _("Configurations")

    def ready(self) -> None:
        """Run after the history triggers are made: `inventory.declare` connects first, being installed first."""
        post_migrate.connect(self.silence, sender=self, dispatch_uid="configs.silence")

    def silence(self, using: str = "default", **_: Any) -> None:
        """Record no history of what is history: every night would bury the changes people made."""
        present = set(connections[using].introspection.table_names())
        with connections[using].cursor() as cursor:
            for table in OWN_HISTORY:
                if table in present:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
