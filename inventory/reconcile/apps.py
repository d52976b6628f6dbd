"""The application that compares intent with observation."""

from __future__ import annotations

from typing import Any, Final

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

OWN_HISTORY: Final = ("reconcile_observation", "reconcile_sighting", "reconcile_difference")
"""Tables whose rows say themselves since when and until when they held."""


class ReconcileConfig(AppConfig):
    """Keeps the change history free of what every poll writes."""

    name = "inventory.reconcile"
    label = "reconcile"
    verbose_name = _("audit")

    def ready(self) -> None:
        """Run after the history triggers are made: `inventory.declare` connects first, being installed first."""
        post_migrate.connect(self.silence, sender=self, dispatch_uid="reconcile.silence")

    def silence(self, using: str = "default", **_: Any) -> None:
        """Record no history of rows that are history: a poll a minute would bury the changes people made."""
        present = set(connections[using].introspection.table_names())
        with connections[using].cursor() as cursor:
            for table in OWN_HISTORY:
                if table in present:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
