"""`infoport manage`."""

import os

import click

from infoport import embedded, environment

SETTINGS = {"ignore_unknown_options": True, "help_option_names": []}


@click.command("manage", context_settings=SETTINGS, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage_command(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands, for example `infoport manage migrate`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infoport.settings")
    with embedded.available(environment.load()):
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - slow

        execute_from_command_line(["infoport manage", *arguments])
