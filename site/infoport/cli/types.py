"""`infoport import-types`."""

import sys
from collections import Counter
from pathlib import Path

import click

from infoport import embedded, environment
from infoport.cli.transfer import actor
from inventory.dcim.library.importing import files_in, import_types
from inventory.declare import history


@click.command("import-types")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--user", help="Whose change it is: with that person's rights, and in the history under that name.")
@click.option("--dry-run", is_flag=True, help="Report what would happen and change nothing.")
def import_types_command(paths: tuple[Path, ...], user: str | None, *, dry_run: bool) -> None:
    """Create or update device types and module types from YAML files of the community's device type library.

    PATHS are files or folders. The same files twice change nothing; devices that exist stay as they are. A refused
    file is reported and leaves the others be; exit status 1 then.
    """
    with embedded.available(environment.load()):
        person = actor(user)
        who = history.Actor(person.pk, person.get_username()) if person else history.SYSTEM
        files = ((str(path), path.read_bytes()) for path in files_in(paths))
        with history.acting(who):
            reports = import_types(files, user=person, dry_run=dry_run, message="infoport import-types")
    for report in reports:
        for text in (*report.notes, *filter(None, [report.problem])):
            click.echo(f"{report.file}: {text}", err=True)
    counts = Counter(report.state for report in reports)
    total = ", ".join(f"{counts[state]} {state}" for state in ("new", "changed", "same", "refused"))
    click.echo(f"{total}{' (nothing written)' if dry_run else ''}")
    sys.exit(1 if counts["refused"] else 0)
