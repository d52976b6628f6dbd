"""`infoport outpost`: everything but `code` and `work-bundle` runs without a database, where the outpost is."""

import os
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import msgspec

from collectors.outpost import carrying, enrolling, process
from collectors.outpost.client import BadAddress, Cut, Denied, readable
from collectors.outpost.cursor import Damaged
from collectors.outpost.envelope import Refused
from collectors.outpost.place import Busy, NotEnrolled, Place
from collectors.outpost.spool import LIMIT, Unfit
from infoport import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from inventory.outposts.models import Outpost

VERSION: Final = version("infoport")
PROBLEMS: Final = (
    BadAddress, Busy, Cut, Damaged, Denied, NotEnrolled, Refused, Unfit, carrying.NothingNew, OSError,
)  # fmt: skip
"""What a person can do something about: one line, and exit status 1."""


class Told(click.Group):
    """Tells expected problems in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except PROBLEMS as problem:
            raise click.ClickException(str(problem)) from problem


@click.group("outpost", cls=Told)
@click.option(
    "--directory", type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the outpost; INFOPORT_DATA/outpost when left out.",
)  # fmt: skip
@click.option(
    "--spool-mib", type=click.IntRange(min=1), default=LIMIT >> 20, show_default=True,
    help="MiB the spool may have; polling stops when it is full.",
)  # fmt: skip
@click.pass_context
def outpost_command(ctx: click.Context, directory: Path | None, spool_mib: int) -> None:
    """A collector for a segment that the core cannot reach. It needs no database.

    `enrol` makes a folder an outpost; `run` polls, spools and delivers. Where no network goes, `export` writes what was
    polled to a file, which `infoport import-bundle` takes at the core, and `import-receipt` takes the core's answer.
    """
    ctx.obj = Place(directory or environment.load().directory / "outpost", spool_mib << 20)


@outpost_command.command("enrol")
@click.argument("url", required=False, default="")
@click.option("--name", required=True, help="Name of the outpost, as it is declared at the core.")
@click.option("--code", envvar="INFOPORT_OUTPOST_CODE", help="One-time code of the core; asked for when left out.")
@click.option("--ca", default="", help="File of the authorities that the core's certificate is checked against.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="Write the request to this file instead.")
@click.pass_obj
def enrol(place: Place, url: str, name: str, code: str | None, ca: str, to: Path | None) -> None:  # noqa: PLR0913, PLR0917 - the options of a command
    """Make this folder the outpost NAME of the core at URL.

    Where no network leads to the core, `--to FILE` writes the request to a file: `infoport import-bundle FILE` there
    answers with a letter, and `infoport outpost import-receipt LETTER` here completes it. The code itself is not sent.
    """
    if bool(url) == bool(to):
        raise click.UsageError("name either the URL of the core, or a file with --to")
    given = code or click.prompt("One-time code", hide_input=True)
    with place.alone():
        asking = enrolling.identity(place, name, given, url, readable(ca) if ca else "")
        if to is None:
            enrolling.enrol(place, asking, VERSION)
            click.echo(f"enrolled as {name}; start it with `infoport outpost run`")
        else:
            carrying.write(to, enrolling.REQUEST + enrolling.ask(place, asking, VERSION))
            click.echo(f"{to}: bring it to the core, `infoport import-bundle {to.name} --receipt LETTER`")


@outpost_command.command("run")
@click.pass_obj
def run(place: Place) -> None:
    """Poll, spool and deliver in the foreground until SIGTERM or Ctrl-C."""
    process.run(place, VERSION, lambda text: click.echo(f"{_now()} {text}", err=True))


@outpost_command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def status(place: Place, *, as_json: bool) -> None:
    """Print how the outpost is. Exit status 1 when something keeps it from its work."""
    found = _status(place)
    if as_json:
        click.echo(msgspec.json.encode(found))
    else:
        for name, value in found.items():
            click.echo(f"{name + ':':<13}{'-' if value in {None, ''} else value}")
    sys.exit(1 if found["error"] else 0)


def _status(place: Place) -> dict[str, Any]:
    identity, condition, work = place.identity(), place.condition(), place.work()
    devices = len(work.devices) if work else 0
    found = process.report(place, VERSION, devices, condition.error)
    try:
        with place.alone():
            state = "stopped"
    except Busy:
        state = condition.state
    return {
        "outpost": identity.name, "keys": identity.private.public.name,
        "core": identity.url or ("by files" if identity.core else None), "enrolled": identity.core is not None,
        "state": state, "devices": devices, "acknowledged": place.spool.acknowledged.sequence,
        "waiting": found.waiting, "oldest": found.oldest.isoformat(timespec="seconds") if found.oldest else None,
        "spool": f"{found.octets / 2**20:.1f} of {found.limit / 2**20:.0f} MiB", "delivered": condition.delivered,
        "contact": condition.contact, "error": condition.error,
    }  # fmt: skip


@outpost_command.command("export")
@click.option("--to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option("--new", is_flag=True, help="Only what was in no bundle before; else all that no receipt is known for.")
@click.option(
    "--mib", type=click.IntRange(min=1), default=carrying.MOST >> 20, show_default=True, help="MiB of batches at most."
)
@click.pass_obj
def export(place: Place, to: Path, mib: int, *, new: bool) -> None:
    """Write what was polled to a file for the core, signed and encrypted. The spool stays until a receipt comes."""
    work, condition = place.work(), place.condition()
    report = process.report(place, VERSION, len(work.devices) if work else 0, condition.error)
    content, bundle, left = carrying.export(place, report, new=new, most=mib << 20)
    carrying.keep(place, to, content, bundle)
    rest = f"; {left} batches are left for another file (--new)" if left else ""
    click.echo(f"{to}: batches {bundle.first} to {bundle.last}, {len(content)} octets{rest}")


@outpost_command.command("import-receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_receipt(place: Place, file: Path) -> None:
    """Take a letter of the core from FILE: an answer to the enrolment, a receipt, or work."""
    pending = bool(place.identity().code)
    only: AbstractContextManager[None] = place.alone() if pending else nullcontext()  # enrolling changes the spool
    with only:
        for line in enrolling.take(place, file.read_bytes()):
            click.echo(line)


@outpost_command.command("code")
@click.argument("name")
def code_command(name: str) -> None:
    """Make a one-time code for the outpost NAME, at the core. It is told this once and is good for seven days."""
    for found in _declared(name):
        from infoport.outposts.enrolling import new_code  # noqa: PLC0415 - needs Django set up

        code, until = new_code(found)
        click.echo(code)
        click.echo(f"good once, until {until:%Y-%m-%d %H:%M %Z}", err=True)


@outpost_command.command("work-bundle")
@click.argument("name")
@click.option("--to", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def work_bundle(name: str, to: Path) -> None:
    """Write a letter for the outpost NAME, at the core: what has arrived, and what there is to do."""
    for found in _declared(name):
        from infoport.outposts.enrolling import letter  # noqa: PLC0415 - needs Django set up

        carrying.write(to, letter(found))
        click.echo(f"{to}: bring it to {name}, `infoport outpost import-receipt {to.name}`")


def _declared(name: str) -> "Iterator[Outpost]":
    """Yield the outpost of that name while the database is there; for the commands that run at the core."""
    import django  # noqa: PLC0415 - only the commands of the core need it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infoport.settings")
    django.setup()
    from infoport import embedded  # noqa: PLC0415
    from inventory.outposts.models import Outpost  # noqa: PLC0415

    with embedded.available(environment.load()):
        found = Outpost.objects.filter(name=name).first()
        if found is None:
            raise click.ClickException(f"there is no outpost {name!r}")
        yield found


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
