"""The command `infoport`. A command's module, and Django where it needs it, is loaded when the command is used."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

import click

UNDEFINED = {"42P01", "42703"}  # SQLSTATE of a table and of a column that do not exist


class Entry(NamedTuple):
    """Where a command is, what it does in a line, and whether its module needs Django's models."""

    module: str
    summary: str
    django: bool = True


COMMANDS = {
    "run": Entry("run", "Start everything in the foreground; Ctrl-C stops it.", django=False),
    "collect": Entry("collect", "Ask a device, or a recording of one, and print its facts.", django=False),
    "events": Entry("events", "Receive traps, informs and syslog in the foreground."),
    "audit": Entry("audit", "List where the inventory and the devices differ."),
    "describe": Entry("describe", "Print all that is known of an object type."),
    "import": Entry("transfer", "Create or update objects from a CSV, JSON or YAML file."),
    "import-types": Entry("types", "Create or update device and module types from library files."),
    "export": Entry("transfer", "Write objects of a type as CSV, JSON or YAML."),
    "outpost": Entry(
        "outpost", "A collector beyond the core's reach: enrol it, run it, carry its files.", django=False
    ),
    "import-bundle": Entry("bundle", "Take a file that was carried here from an outpost."),
    "playbooks": Entry("playbooks", "The plays, and the inventory as Ansible sees it."),
    "keys": Entry("keys", "The keys that seal credentials: count, change."),
    "token": Entry("token", "Make an API token for a user and print it once."),
    "check": Entry("check", "Print the settings in effect and check the installation."),
    "demo": Entry("demo", "The demo city: load it, run its devices, list its deviations."),
    "bench": Entry("bench", "Measure the speed of the poller and of the API.", django=False),
    "docs": Entry("docs", "Write docs/generated from the code.", django=False),
    "manage": Entry("manage", "Django's management commands.", django=False),
}


class Commands(click.Group):
    """The commands, found by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None if there is none of that name."""
        del ctx
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.django:
            import django  # noqa: PLC0415 - slow, and some commands do without

            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infoport.settings")
            django.setup()
        module = importlib.import_module(f"infoport.cli.{entry.module}")
        command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="infoport")
def infoport() -> None:
    """Inventory of a city's networks that is checked against the devices themselves.

    `infoport run` starts the whole application. Every other command works beside a running one or alone: the
    embedded database is started for it when needed. Settings are environment variables; `infoport check` prints them.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; an expected problem is one line on standard error and exit status 2."""
    from django.db.utils import ProgrammingError  # noqa: PLC0415 - kept out of the import of this package

    from infoport.cli.problems import EXPECTED, NO_SCHEMA  # noqa: PLC0415

    try:
        infoport(args=arguments, prog_name="infoport")
    except EXPECTED as problem:
        click.echo(f"infoport: {problem}", err=True)
        sys.exit(2)
    except ProgrammingError as problem:
        if getattr(problem.__cause__, "sqlstate", "") not in UNDEFINED:
            raise
        click.echo(f"infoport: {NO_SCHEMA}", err=True)
        sys.exit(2)
