"""`infoport check`."""

import sys
from collections.abc import Iterator

import click
from django.apps import apps
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from infoport import embedded, environment
from infoport.supervisor import prepare

MASK = "********"


@click.command("check")
def check_command() -> None:
    """Print the settings in effect, secrets masked, and check that the installation is sound.

    Exit status 1 when something is wrong; each problem is named.
    """
    env = environment.load()
    for name, value in settings(env):
        click.echo(f"{name:<24} {value}")
    click.echo()
    with embedded.available(env):
        problems = list(faults())
    for problem in problems:
        click.echo(problem)
    click.echo("1 problem" if len(problems) == 1 else f"{len(problems)} problems" if problems else "No problem found.")
    sys.exit(1 if problems else 0)


def settings(env: environment.Environment) -> Iterator[tuple[str, str]]:
    """Give every setting's variable and its effective value."""
    for name in env.__struct_fields__:
        value = getattr(env, name)
        shown = MASK if value and name in environment.SECRET else str(value)
        yield f"{environment.PREFIX}{name.upper()}", shown if value != "" else "(not set)"


def faults() -> Iterator[str]:
    """Name what is wrong: misspelt settings, the database, the schema, Django's and our own declarations."""
    for name in environment.unknown():
        yield f"{name} is set but is no setting; `docs/generated/settings.md` lists them"
    try:
        click.echo(f"PostgreSQL {prepare.server()}, {len(apps.get_models())} tables")
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, embedded.Unusable) as error:
        yield f"database: {error}"
        return
    if plan:
        yield f"{len(plan)} migrations are not applied; `infoport run` applies them, or `infoport manage migrate`"
    for message in checks.run_checks():
        if message.level >= checks.WARNING:
            yield str(message)
