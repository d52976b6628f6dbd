"""`infoport collect`."""

import asyncio
import socket
from pathlib import Path
from typing import Any, Literal, get_args

import click
import msgspec

from collectors.collect import recording
from collectors.facts import SECTIONS, DeviceFacts
from collectors.platforms import platforms
from collectors.sessions.session import Garbled
from collectors.sweep import Limits, Outcome, sweep
from collectors.target import AuthProtocol, Community, Login, PrivProtocol, Target, User

Version = Literal["1", "2c", "3"]


class How(msgspec.Struct, frozen=True, kw_only=True):
    """The options of the command line that say how a device is asked."""

    port: int | None
    version: Version
    community: str
    user: str | None
    auth: AuthProtocol | None
    auth_password: str
    priv: PrivProtocol | None
    priv_password: str
    timeout: float | None
    retries: int
    key: Path | None
    password: str
    platform: str | None
    host_key: str | None
    napalm: bool


SNMP_TIMEOUT = 2.0
SSH_SILENCE = 30.0
DEADLINE = 300.0
"""Seconds that a person waits for one device: some command lines are slow."""


@click.command("collect")
@click.argument("target", required=False)
@click.option("--recording", "file", type=click.Path(dir_okay=False, path_type=Path), help="A .snmprec file to read.")
@click.option("--json", "as_json", is_flag=True, help="Print all facts as JSON instead of a summary.")
@click.option("--explain", is_flag=True, help="Say which profile fits, with the weight of each reason.")
@click.option("--ssh", metavar="USER@HOST", help="Ask over SSH instead of SNMP.")
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Private key for SSH.")
@click.option("--password", envvar="SSH_PASSWORD", default="", help="Password for SSH, or passphrase of the key.")
@click.option("--platform", type=click.Choice([each.name for each in platforms()]), help="Unless found out by asking.")
@click.option("--host-key", help="The only key to trust, such as 'ssh-ed25519 AAAA…'; without: any, and it is shown.")
@click.option("--napalm", is_flag=True, help="Ask through napalm's getters; needs --platform.")
@click.option("--port", type=click.IntRange(1, 65535), help="Unless 161 (SNMP) or 22 (SSH).")
@click.option("--version", type=click.Choice(get_args(Version)), default="2c", show_default=True, help="SNMP version.")
@click.option("--community", default="public", show_default=True, envvar="SNMP_COMMUNITY", help="Of version 1 and 2c.")
@click.option("--user", help="Name of the SNMPv3 user.")
@click.option("--auth", type=click.Choice(get_args(AuthProtocol)), help="How SNMPv3 messages are signed.")
@click.option("--auth-password", envvar="SNMP_AUTH_PASSWORD", default="", help="Password for signing.")
@click.option("--priv", type=click.Choice(get_args(PrivProtocol)), help="How SNMPv3 messages are encrypted.")
@click.option("--priv-password", envvar="SNMP_PRIV_PASSWORD", default="", help="Password for encryption.")
@click.option("--timeout", type=click.FloatRange(min=0.05), help="Seconds per request, 2; over SSH of silence, 30.")
@click.option("--retries", type=click.IntRange(min=0), default=2, show_default=True, help="Further tries of a request.")
def collect_command(
    target: str | None, file: Path | None, ssh: str | None, *, as_json: bool, explain: bool, **how: Any
) -> None:
    """Ask the device TARGET (an address or a name) by SNMP, or one over SSH, or read a recording; print its facts.

    Needs no database. A recording answers like the device it was taken from. Exit status 1 when the device does not
    answer, refuses, or answers nonsense; secrets may also come from the environment variables SNMP_COMMUNITY,
    SNMP_AUTH_PASSWORD, SNMP_PRIV_PASSWORD and SSH_PASSWORD, where other users of the machine do not see them.
    """
    if [target, file, ssh].count(None) != 2:  # noqa: PLR2004 - one of three
        raise click.UsageError("name either a TARGET, or --ssh, or a --recording")
    facts = recorded(file) if file else asked(target_of(target or "", ssh, How(**how)))
    click.echo(encoded(facts) if as_json else summary(facts))
    if explain and not as_json:  # in JSON they are facts like others
        click.echo(explained(facts))


def recorded(file: Path) -> DeviceFacts:
    """Return the facts of a recording; a malformed one ends the command with file, line and reason."""
    try:
        return recording(file)
    except Garbled as error:
        raise click.ClickException(str(error)) from error


def target_of(name: str, ssh: str | None, how: How) -> Target:
    """Return what to ask and how, from the options."""
    if ssh is None:
        return Target(
            key=name, address=resolved(name), port=how.port or 161, credentials=credentials(how),
            timeout=how.timeout or SNMP_TIMEOUT, retries=how.retries,
        )  # fmt: skip
    user, _at, host = ssh.rpartition("@")
    if not user or not host:
        raise click.UsageError(f"--ssh is {ssh!r}, expected USER@HOST")
    if how.napalm and not how.platform:
        raise click.UsageError("--napalm needs --platform")
    key = how.key.read_text(encoding="utf-8") if how.key else ""
    login = Login(
        name=user, password=how.password, private_key=key, passphrase=how.password if key else "",
        host_key=how.host_key, platform=how.platform, napalm=how.napalm,
    )  # fmt: skip
    return Target(
        key=host, address=resolved(host), port=how.port or 22, credentials=login, timeout=how.timeout or SSH_SILENCE
    )


def asked(target: Target) -> DeviceFacts:
    """Return the facts of a device; a failure ends the command with its reason."""
    outcome = asyncio.run(polled(target))
    if outcome.facts is None:
        reason = outcome.failure.reason if outcome.failure else "no facts"
        raise click.ClickException(f"{target.address} port {target.port}: {reason}")
    if outcome.host_key and isinstance(target.credentials, Login) and target.credentials.host_key is None:
        click.echo(f"first contact, its host key is {outcome.host_key}", err=True)
    return outcome.facts


async def polled(target: Target) -> Outcome:
    """Poll one device once."""
    async for outcome in sweep([target], limits=Limits(concurrency=1, attempts=1, deadline=DEADLINE)):
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
    lines += [f"{section:<14} from {where}" for section, where in facts.evidence.items()]
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
