"""The application events."""

from __future__ import annotations

from typing import Any, Final

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

OWN_HISTORY: Final = ("events_event", "events_sender")
"""Tables whose rows are history themselves; a trigger for each row would cost more than receiving it."""


class EventsConfig(AppConfig):
    """Traps, informs and syslog messages of devices, counted and rated."""

    name = "inventory.events"
    label = "events"
    verbose_name = _("events")

    def ready(self) -> None:
        """Run after the history triggers are made: `inventory.declare` connects first, being installed first."""
        post_migrate.connect(self.silence, sender=self, dispatch_uid="events.silence")

    def silence(self, using: str = "default", **_: Any) -> None:
        """Record no history of rows that are history."""
        present = set(connections[using].introspection.table_names())
        with connections[using].cursor() as cursor:
            for table in OWN_HISTORY:
                if table in present:
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
