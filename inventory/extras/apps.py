"""The application of what any object may bear: tags, custom fields, notes, files, contexts and events."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ExtrasConfig(AppConfig):
    """Installs the outbox's trigger after migrations."""

    name = "inventory.extras"
    label = "extras"
    verbose_name = _("Extras")

    def ready(self) -> None:
        """Connect the migration hook; it is idempotent."""
        post_migrate.connect(self.install_outbox, sender=self, dispatch_uid="extras.outbox")

    def install_outbox(self, using: str = "default", **_options: Any) -> None:
        """What history records is noted for webhooks from now on."""
        from inventory.extras.outbox import TRIGGER  # noqa: PLC0415 - the migration of the outbox may be undone

        with connections[using].cursor() as cursor:
            tables = set(connections[using].introspection.table_names(cursor))
            if {"core_objectchange", "extras_delivery"} <= tables:
                cursor.execute(TRIGGER)
