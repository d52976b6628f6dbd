"""`infoport playbooks`."""

import os
from typing import Any

import click
import msgspec
from django.contrib.auth import get_user_model
from rest_framework.exceptions import AuthenticationFailed

from infoport import embedded, environment
from infoport.api.authentication import TokenAuthentication
from playbooks import catalog, source

TOKEN = "INFOPORT_TOKEN"  # noqa: S105 - the name of a variable


@click.group("playbooks")
def playbooks_command() -> None:
    """What changes hosts: the plays of the catalogue, and the inventory for running plays by hand."""


@playbooks_command.command("list")
def list_command() -> None:
    """List the plays: name, what each touches, and the play that takes it back."""
    width = max(map(len, catalog.CATALOG))
    for play in catalog.CATALOG.values():
        click.echo(f"{play.name:<{width}}  {play.touches}{f' (undo: {play.undo})' if play.undo else ''}")


@playbooks_command.command("inventory")
@click.option("--list", "whole", is_flag=True, help="Print every host and group.")
@click.option("--host", "name", help="Print the variables of one host.")
@click.option("--user", "username", help="List what this user may see; everything when left out.")
def inventory_command(name: str | None, username: str | None, *, whole: bool) -> None:
    """Print the inventory as an Ansible inventory script does, in JSON.

    `ansible-inventory -i playbooks/project/inventory/infoport.sh --graph` uses it. With INFOPORT_TOKEN in the
    environment, only what the token's user may see is listed.
    """
    if whole == (name is not None):
        raise click.UsageError("say either --list or --host NAME")
    with embedded.available(environment.load()):
        user = acting(username, os.environ.get(TOKEN, ""))
        try:
            found = source.inventory(user) if name is None else source.host(user, name)
        except source.NoSuchHost as error:
            raise click.ClickException(str(error)) from error
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1))


def acting(username: str | None, token: str) -> Any | None:
    """Whose rights count: the token's user, else the named one; None for everything."""
    if token:
        try:
            return TokenAuthentication().recognise(token).user
        except AuthenticationFailed as error:
            raise click.ClickException(f"{TOKEN}: {error.detail}") from error
    if username is None:
        return None
    user = get_user_model().objects.filter(username=username).first()
    if user is None:
        raise click.ClickException(f"there is no user {username!r}")
    return user
