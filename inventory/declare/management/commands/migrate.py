"""`migrate`, sparing."""

from __future__ import annotations

from django.core.management.commands import migrate

from inventory.declare.sparing import SparingExecutor


class Command(migrate.Command):
    """Django's command with an executor that renders only what each operation touches."""

    def handle(self, *args: object, **options: object) -> None:
        """Run Django's command, which knows its executor by the module's name alone."""
        known = migrate.MigrationExecutor
        migrate.MigrationExecutor = SparingExecutor  # type: ignore[misc]  # there is no other way in
        try:
            super().handle(*args, **options)
        finally:
            migrate.MigrationExecutor = known  # type: ignore[misc]  # as above
