"""`infoport export` and `infoport import`."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, get_args

import click
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from infoport import embedded, environment
from infoport.cli.naming import named
from inventory.declare import history, tabular
from inventory.declare.columns import matched
from inventory.declare.custom_columns import widened
from inventory.declare.exporting import chosen_fields
from inventory.declare.files.limits import SUFFIXES
from inventory.declare.filters import condition
from inventory.declare.spec import Field, Spec
from inventory.declare.values import BadFilter

FORMATS = get_args(tabular.Format)


@click.command("export")
@click.argument("type_", metavar="TYPE")
@click.argument("filters", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True, help="Form of the file."
)
@click.option("--columns", help="Columns by comma, in this order; all that can be imported again when left out.")
@click.option("--output", type=click.File("wb"), default="-", help="File to write; standard output when left out.")
def export_command(
    type_: str, filters: tuple[str, ...], form: tabular.Format, columns: str | None, output: BinaryIO
) -> None:
    """Write the objects of TYPE, such as `dcim.device`, as a file that `infoport import` takes back.

    References are written as natural keys. Filters are those of the API: `infoport export dcim.device site=xxg`.
    """
    spec = named(type_)
    with embedded.available(environment.load()):
        rows = spec.model._default_manager.filter(selection(spec, filters))  # noqa: SLF001 - any declared model
        ids = list(dict.fromkeys(rows.order_by(*spec.ordering).values_list("pk", flat=True)))
        output.writelines(tabular.dump(spec, ids, form, fields(spec, columns)))


def fields(spec: Spec, columns: str | None) -> Sequence[Field] | None:
    """The columns named by commas; None when none is."""
    if not columns:
        return None
    names = [name.strip() for name in columns.split(",") if name.strip()]
    unknown = [name for name in names if name not in widened(spec).fields]
    if unknown:
        raise click.ClickException(f"{spec.label} has no column {', '.join(unknown)}")
    return chosen_fields(spec, names)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--type", "type_", help="Type of the objects; the file's name when left out, as in dcim.device.csv.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Form of the file; its suffix when left out.")
@click.option("--user", help="Whose change it is: with that person's rights, and in the history under that name.")
@click.option("--dry-run", is_flag=True, help="Report what would happen and change nothing.")
@click.option("--all-or-none", is_flag=True, help="Change nothing unless every row can be stored.")
def import_command(  # noqa: PLR0913 - the options of a command
    file: Path, type_: str | None, form: tabular.Format | None, user: str | None, *, dry_run: bool, all_or_none: bool
) -> None:
    """Create or update objects from FILE by their natural key, or by their id where it is given.

    The same file twice changes nothing. A refused row is reported and leaves the others be, unless it is to be all or
    none; exit status 1 then.
    """
    spec = named(type_ or file.stem)
    chosen = form or SUFFIXES.get(file.suffix.lower())
    if chosen is None:
        raise click.ClickException(f"{file.name} ends in none of {', '.join(SUFFIXES)}; name its form with --format")
    with embedded.available(environment.load()):
        person = actor(user)
        try:
            rows, _unknown = matched(spec, tabular.load(file.read_bytes(), chosen))
        except tabular.BadFile as error:
            raise click.ClickException(f"{file}: {error}") from error
        who = history.Actor(person.pk, person.get_username()) if person else history.SYSTEM
        with history.acting(who):
            report = tabular.store(
                spec, rows, user=person, dry_run=dry_run, message=f"infoport import {file.name}",
                all_or_none=all_or_none, progress=lambda done: progress(done, len(rows)),
            )  # fmt: skip
    refused = any(row.state == "refused" for row in report)
    sys.exit(told(report, dry_run=dry_run or (all_or_none and refused)))


def progress(done: int, total: int) -> None:
    """Say on a terminal how far it is."""
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {total}", err=True, nl=done >= total)


def told(report: list[tabular.Row], *, dry_run: bool) -> int:
    """Print what became of the rows; return the exit status."""
    for row in report:
        for column, problems in row.problems.items():
            click.echo(f"row {row.number}{f', {column}' if column else ''}: {' '.join(problems)}", err=True)
    counts = Counter(row.state for row in report)
    total = ", ".join(f"{counts[state]} {state}" for state in ("new", "changed", "same", "refused"))
    click.echo(f"{total}{' (nothing written)' if dry_run else ''}")
    return 1 if counts["refused"] else 0


def selection(spec: Spec, filters: tuple[str, ...]) -> Q:
    """Return the condition of filters written NAME=VALUE; a name given twice admits either value."""
    params: dict[str, list[str]] = {}
    for each in filters:
        name, equals, value = each.partition("=")
        if not equals:
            raise click.ClickException(f"{each!r} is no filter; write NAME=VALUE")
        params.setdefault(name, []).append(value)
    try:
        return condition(spec, params)
    except BadFilter as error:
        raise click.ClickException(f"filter {error}") from error


def actor(name: str | None) -> AbstractBaseUser | None:
    """Return the user of that name; None stands for the system, which may do everything."""
    if name is None:
        return None
    found: AbstractBaseUser | None = get_user_model().objects.filter(username=name).first()
    if found is None:
        raise click.ClickException(f"there is no user {name!r}")
    return found
