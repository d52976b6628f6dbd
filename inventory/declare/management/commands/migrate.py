"""`migrate`, sparing."""

from __future__ import annotations

from django.core.management.commands import migrate

from inventory.declare.sparing import SparingExecutor

NAME = "MigrationExecutor"
"""What Django's command calls its executor; there is no other way to give it another one."""


class Command(migrate.Command):
    """Django's command with an executor that renders only what each operation touches."""

    def handle(self, *args: object, **options: object) -> None:
        """Run Django's command, which knows its executor by the module's name alone."""
        known = getattr(migrate, NAME)
        setattr(migrate, NAME, SparingExecutor)
        try:
            super().handle(*args, **options)
        finally:
            setattr(migrate, NAME, known)
