"""The application that keeps the database functions every object type relies on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.backends.postgresql.features import DatabaseFeatures
from django.db.models.signals import post_migrate, pre_migrate

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class DeclareConfig(AppConfig):
    """Installs functions before migrations run and history triggers after them."""

    name = "inventory.declare"
    label = "declare"

    def ready(self) -> None:
        """Connect the two migration hooks; both are idempotent."""
        # A view or a `WITH` query in a table's place has no primary key to group by (`past`, `viewing`).
        DatabaseFeatures.allows_group_by_selected_pks = False
        # Django tells only applications with models, and this one has none: the first that has stands in.
        pre_migrate.connect(
            self.install_functions, sender=apps.get_app_config("contenttypes"), dispatch_uid="declare.functions"
        )
        post_migrate.connect(self.install_triggers, dispatch_uid="declare.triggers")

    def install_functions(self, using: str = "default", **_: Any) -> None:
        """Create `natkey` and `bigrams` before any table that uses them in a generated column or index."""
        from inventory.declare import past  # noqa: PLC0415 - needs loaded models
        from inventory.declare.database import create_functions  # noqa: PLC0415 - needs no models

        create_functions(_connection(using))
        past.drop_views(_connection(using))

    def install_triggers(self, sender: AppConfig, using: str = "default", **_: Any) -> None:
        """Record, index and clean up after every later change of the sender's object types, whoever makes it."""
        from inventory.declare import forget, history, past, search  # noqa: PLC0415 - need loaded models

        history.install_triggers(_connection(using), sender.label)
        search.install_triggers(_connection(using), sender.label)
        forget.install_triggers(_connection(using), sender.label)
        if sender.label == list(apps.app_configs)[-1]:
            past.create_views(_connection(using))


def _connection(using: str) -> BaseDatabaseWrapper:
    return connections[using]
