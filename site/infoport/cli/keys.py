"""`infoport keys`."""

import secrets

import click

from infoport import embedded, environment, keys
from inventory.declare.sealing import Sealed


@click.group("keys")
def keys_command() -> None:
    """The keys that seal credentials at rest.

    To change the key without downtime: put a new one (`infoport keys new`) before the old one in
    INFOPORT_CREDENTIALS_KEY_FILE, run `infoport keys rotate`, then take the old one out of the file.
    """


@keys_command.command("new")
def new_command() -> None:
    """Print a new key."""
    click.echo(secrets.token_hex(32))


@keys_command.command("status")
def status_command() -> None:
    """Count what is sealed with the present key, with an older one, and with one that is not here."""
    told(dry=True)


@keys_command.command("rotate")
def rotate_command() -> None:
    """Seal everything with the present key. Safe to break off, to repeat, and to run while devices are polled."""
    told(dry=False)


def told(*, dry: bool) -> None:
    """Print how it went; the exit code is 1 where something cannot be opened."""
    passed = keys.Passed()
    with embedded.available(environment.load()):
        try:
            for passed in keys.rotate(dry=dry):  # noqa: B007 - the last one counts
                pass
        except Sealed as error:
            raise click.ClickException(str(error)) from error
    older = "sealed with an older key" if dry else "sealed anew"
    click.echo(f"{passed.current} sealed with the present key, {passed.renewed} {older}, {len(passed.lost)} lost")
    for reason in passed.lost:
        click.echo(f"  {reason}", err=True)
    if passed.lost:
        raise SystemExit(1)
