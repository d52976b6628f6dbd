"""`infoport token`."""

from datetime import timedelta

import click
from django.contrib.auth import get_user_model
from django.utils import timezone

from infoport import embedded, environment
from inventory.declare import history
from inventory.users.models import Token


@click.command("token")
@click.argument("user")
@click.option("--description", default="", help="What the token is for.")
@click.option("--read-only", is_flag=True, help="The token may read and not write.")
@click.option("--days", type=click.IntRange(min=1), help="Days until it expires; never when left out.")
def token_command(user: str, description: str, days: int | None, *, read_only: bool) -> None:
    """Make an API token for USER and print it. It is shown this once; only a digest is kept.

    Use it as `Authorization: Bearer TOKEN`.
    """
    with embedded.available(environment.load()):
        owner = get_user_model().objects.filter(username=user).first()
        if owner is None:
            raise click.ClickException(f"there is no user {user!r}")
        expires = timezone.now() + timedelta(days=days) if days else None
        with history.recorded("infoport token"):
            _token, text = Token.issue(owner, description=description, write_enabled=not read_only, expires=expires)
        click.echo(text)
