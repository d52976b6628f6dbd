"""`infoport import-bundle`."""

from pathlib import Path

import click

from collectors.outpost import carrying
from collectors.outpost.enrolling import REQUEST
from collectors.outpost.envelope import Refused
from infoport import embedded, environment
from infoport.cli.transfer import actor
from infoport.outposts.bundles import import_file
from infoport.outposts.enrolling import letter
from inventory.declare import history
from inventory.outposts.choices import BundleState


@click.command("import-bundle")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--receipt", type=click.Path(dir_okay=False, path_type=Path),
    help="Write the letter to carry back: what has arrived, and what there is to do.",
)  # fmt: skip
@click.option("--user", help="Whose import it is; the system's when left out.")
def import_bundle_command(file: Path, receipt: Path | None, user: str | None) -> None:
    """Take FILE from an outpost: a bundle of `infoport outpost export`, or a request for enrolment.

    A bundle is stored whole, or refused with the reason; exit status 1 then, and nothing of it is stored.
    """
    content = file.read_bytes()
    if content.startswith(REQUEST) and receipt is None:
        raise click.UsageError("this asks for enrolment; name the file for the answer with --receipt")
    with embedded.available(environment.load()):
        person = actor(user)
        who = history.Actor(person.pk, person.get_username()) if person else history.SYSTEM
        try:
            with history.acting(who):
                found = import_file(content, file.name, who.user_name)
            if receipt is not None and found.outpost is not None:
                carrying.write(receipt, found.letter or letter(found.outpost))
        except Refused as refused:
            raise click.ClickException(f"{file}: refused as {refused.reason}: {refused}") from refused
    bundle = found.bundle
    if bundle is not None and bundle.state == BundleState.REFUSED:
        raise click.ClickException(f"{file}: refused as {bundle.reason}: {bundle.detail}")
    if bundle is not None:
        dropped = f", {bundle.dropped} dropped" if bundle.dropped else ""
        click.echo(f"{found.outpost}: batches {bundle.first} to {bundle.last}, {bundle.results} polls{dropped}")
    else:
        click.echo(f"{found.outpost} is enrolled")
