"""`infoport collect`."""

import asyncio
import socket
from pathlib import Path
from typing import Any, Literal, get_args

import click
import msgspec

from collectors.collect import recording
from collectors.facts import SECTIONS, DeviceFacts
from collectors.sessions.session import Garbled
from collectors.sweep import Limits, Outcome, sweep
from collectors.target import AuthProtocol, Community, PrivProtocol, Target, User

Version = Literal["1", "2c", "3"]


class How(msgspec.Struct, frozen=True, kw_only=True):
    """The options of the command line that say how a device is asked."""

    port: int
    version: Version
    community: str
    user: str | None
    auth: AuthProtocol | None
    auth_password: str
    priv: PrivProtocol | None
    priv_password: str
    timeout: float
    retries: int


@click.command("collect")
@click.argument("target", required=False)
@click.option("--recording", "file", type=click.Path(dir_okay=False, path_type=Path), help="A .snmprec file to read.")
@click.option("--json", "as_json", is_flag=True, help="Print all facts as JSON instead of a summary.")
@click.option("--explain", is_flag=True, help="Say which profile fits, with the weight of each reason.")
@click.option("--port", type=click.IntRange(1, 65535), default=161, show_default=True, help="UDP port.")
@click.option("--version", type=click.Choice(get_args(Version)), default="2c", show_default=True, help="SNMP version.")
@click.option("--community", default="public", show_default=True, envvar="SNMP_COMMUNITY", help="Of version 1 and 2c.")
@click.option("--user", help="Name of the SNMPv3 user.")
@click.option("--auth", type=click.Choice(get_args(AuthProtocol)), help="How SNMPv3 messages are signed.")
@click.option("--auth-password", envvar="SNMP_AUTH_PASSWORD", default="", help="Password for signing.")
@click.option("--priv", type=click.Choice(get_args(PrivProtocol)), help="How SNMPv3 messages are encrypted.")
@click.option("--priv-password", envvar="SNMP_PRIV_PASSWORD", default="", help="Password for encryption.")
@click.option("--timeout", type=click.FloatRange(min=0.05), default=2.0, show_default=True, help="Seconds per request.")
@click.option("--retries", type=click.IntRange(min=0), default=2, show_default=True, help="Further tries of a request.")
def collect_command(target: str | None, file: Path | None, *, as_json: bool, explain: bool, **how: Any) -> None:
    """Ask the device TARGET (an address or a name) by SNMP, or read a recording of one, and print its facts.

    Needs no database. A recording answers like the device it was taken from. Exit status 1 when the device does not
    answer, refuses, or answers nonsense; secrets may also come from the environment variables SNMP_COMMUNITY,
    SNMP_AUTH_PASSWORD and SNMP_PRIV_PASSWORD, where other users of the machine do not see them.
    """
    if (target is None) == (file is None):
        raise click.UsageError("name either a TARGET or a --recording")
    facts = recorded(file) if file else asked(str(target), How(**how))
    click.echo(encoded(facts) if as_json else summary(facts))
    if explain and not as_json:  # in JSON they are facts like others
        click.echo(explained(facts))


def recorded(file: Path) -> DeviceFacts:
    """Return the facts of a recording; a malformed one ends the command with file, line and reason."""
    try:
        return recording(file)
    except Garbled as error:
        raise click.ClickException(str(error)) from error


def asked(name: str, how: How) -> DeviceFacts:
    """Return the facts of a device; a failure ends the command with its reason."""
    target = Target(
        key=name,
        address=resolved(name),
        port=how.port,
        credentials=credentials(how),
        timeout=how.timeout,
        retries=how.retries,
    )
    outcome = asyncio.run(polled(target))
    if outcome.facts is None:
        reason = outcome.failure.reason if outcome.failure else "no facts"
        raise click.ClickException(f"{target.address} port {target.port}: {reason}")
    return outcome.facts


async def polled(target: Target) -> Outcome:
    """Poll one device once."""
    async for outcome in sweep([target], limits=Limits(concurrency=1, attempts=1)):
        return outcome
    raise AssertionError("a sweep gives an outcome for every target")


def credentials(how: How) -> Community | User:
    """Return what the device wants to know, from the options."""
    if how.version != "3":
        return Community(community=how.community, version=how.version)
    if not how.user:
        raise click.UsageError("SNMPv3 needs --user")
    return User(
        name=how.user,
        auth=how.auth,
        auth_password=how.auth_password,
        priv=how.priv,
        priv_password=how.priv_password,
    )


def resolved(name: str) -> str:
    """Return the numeric address of a host."""
    try:
        return str(socket.getaddrinfo(name, None, type=socket.SOCK_DGRAM)[0][4][0])
    except OSError as error:
        raise click.ClickException(f"{name} is neither an address nor a known name: {error.strerror}") from error


def explained(facts: DeviceFacts) -> str:
    """Return the profile that was taken, every other that fits, and what each fact of identity rests on."""
    lines = [f"{'profile' if not place else 'or':<14} {each}" for place, each in enumerate(facts.profile)]
    lines += [f"{name:<14} {source}" for name, source in facts.sources.items()]
    return "\n".join(lines)


def encoded(facts: DeviceFacts) -> str:
    """Return all facts as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(facts)).decode()


def summary(facts: DeviceFacts) -> str:
    """Return what the device is, and how many rows each section has."""
    said = {
        "name": facts.sys_name,
        "vendor": facts.vendor,
        "os": facts.os,
        "model": facts.hardware,
        "version": facts.version,
        "serial": facts.serial,
        "location": facts.sys_location,
    }
    lines = [f"{name:<14} {value}" for name, value in said.items() if value is not None]
    for section in SECTIONS:
        rows = getattr(facts, section, None)
        if rows is not None:
            lines.append(f"{section:<14} {len(rows)}")
    lines += [f"{error.section}: {error.reason} ({error.oid})" for error in facts.errors]
    return "\n".join(lines)
