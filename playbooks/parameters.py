"""What each play is told. A value that does not fit is refused before anything runs."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

HOST_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
LINUX_NAME = r"^[a-z_][a-z0-9_-]{0,31}\Z"
SINGLE_LINE = r"^[^\x00-\x1f\x7f]*\Z"
SSH_KEY = r"^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/=]+( [^\x00-\x1f\x7f]*)?\Z"
SECRET = "secret"  # noqa: S105 - the mark of one
LEAST_SECRET = 8
"""Characters: a shorter secret could not be masked without garbling what it happens to be part of."""

Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}\Z")]
Account = Annotated[str, Meta(pattern=LINUX_NAME)]
Domain = Annotated[str, Meta(pattern=rf"^{HOST_LABEL}(\.{HOST_LABEL})*\Z", max_length=253)]
Line = Annotated[str, Meta(pattern=SINGLE_LINE, max_length=200)]
SqlName = Annotated[str, Meta(pattern=r"^[a-z_][a-z0-9_]{0,62}\Z")]
Port = Annotated[int, Meta(ge=1, le=65535)]
Vlan = Annotated[int, Meta(ge=1, le=4094)]
Package = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9+.-]{1,60}\Z")]
Folder = Annotated[str, Meta(pattern=r"^/[A-Za-z0-9._/-]{1,200}\Z")]
PublicKey = Annotated[str, Meta(pattern=SSH_KEY, max_length=2000)]
Certificate = Annotated[str, Meta(pattern=r"^-----BEGIN CERTIFICATE-----\n", max_length=32_000)]
Secret = Annotated[str, Meta(min_length=LEAST_SECRET, max_length=16_000, extra={SECRET: True})]
Interface = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9/._:-]{0,63}\Z")]


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a play is told; each play has its own fields. Secrets are not shown by `repr`."""

    def __repr__(self) -> str:
        hidden = secret_fields(type(self))
        shown = (f"{name}={getattr(self, name)!r}" for name in self.__struct_fields__ if name not in hidden)
        return f"{type(self).__name__}({', '.join(shown)})"


class User(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's account: they come in by key alone. `sudo` lets them become root without a password."""

    name: Account
    keys: tuple[PublicKey, ...]
    comment: Annotated[str, Meta(pattern=r"^[^:\x00-\x1f\x7f]*\Z", max_length=100)] = ""
    sudo: bool = False


class Server(Parameters, frozen=True, kw_only=True):
    """Names a hosted Linux server."""

    hostname: Domain
    users: tuple[User, ...] = ()

    def __post_init__(self) -> None:
        names = [user.name for user in self.users]
        if "root" in names:
            raise ValueError("users names root, which is not a person's account")
        if len(set(names)) != len(names):
            raise ValueError(f"users names one account twice: {', '.join(sorted(names))}")


class LinuxServer(Server, frozen=True, kw_only=True):
    """A hosted Linux server: people, the ways in, time, packages, and an SNMPv3 agent for the collectors."""

    time_servers: tuple[Domain, ...] = ()
    packages: tuple[Package, ...] = ()
    time_zone: Annotated[str, Meta(pattern=r"^[A-Za-z]+(/[A-Za-z0-9_+-]+)*\Z")] = "Asia/Shanghai"
    snmp_user: Account = "infoport"
    snmp_auth: Secret
    snmp_priv: Secret
    snmp_location: Line = ""
    snmp_contact: Line = ""


class Machine(Parameters, frozen=True, kw_only=True):
    """Names a machine; another one that answers in its place is left alone."""

    hostname: Domain


class Site(Parameters, frozen=True, kw_only=True):
    """Names a web site on a server. `erase` says whether taking it away removes the pages, too."""

    site: Slug
    erase: bool = True


class WebSite(Site, frozen=True, kw_only=True):
    """A web site that nginx serves over TLS. `certificate` is the leaf followed by those that signed it, in PEM."""

    domain: Domain
    aliases: tuple[Domain, ...] = ()
    title: Line
    port: Port = 443
    plain_port: Port = 80
    certificate: Certificate
    key: Secret

    def __post_init__(self) -> None:
        if self.port == self.plain_port:
            raise ValueError(f"port and plain_port are both {self.port}; TLS needs a port of its own")


class DatabaseName(Parameters, frozen=True, kw_only=True):
    """Names a database and its owner. `erase` says whether taking it away drops the data, too."""

    database: SqlName
    owner: SqlName
    erase: bool = True

    def __post_init__(self) -> None:
        for field in ("database", "owner"):
            name = getattr(self, field)
            if name.startswith("pg_") or name in {"postgres", "template0", "template1"}:
                raise ValueError(f"{field} is {name!r}, which PostgreSQL keeps for itself")


class Database(DatabaseName, frozen=True, kw_only=True):
    """A PostgreSQL database. `networks` may connect as the owner by password; `readers` are roles that may read."""

    password: Secret
    networks: tuple[str, ...] = ()
    readers: tuple[SqlName, ...] = ()
    listen: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        _networks("networks", self.networks)


class RecordName(Parameters, frozen=True, kw_only=True):
    """Names a DNS record set in a zone that the server holds. `name` is relative to the zone; "@" is its apex."""

    zone: Domain
    name: Annotated[str, Meta(pattern=r"^(@|(\*\.)?[a-z0-9_]([a-z0-9_.-]{0,200}[a-z0-9])?)\Z")]
    type: Literal["A", "AAAA", "CNAME", "TXT", "MX", "PTR"]


class Record(RecordName, frozen=True, kw_only=True):
    """A DNS record set with all its values. `ttl`: seconds."""

    values: Annotated[tuple[Line, ...], Meta(min_length=1)]
    ttl: Annotated[int, Meta(ge=30, le=604_800)] = 3600

    def __post_init__(self) -> None:
        wanted = {"A": 4, "AAAA": 6}.get(self.type)
        for value in self.values:
            if wanted and ipaddress.ip_address(value).version != wanted:
                raise ValueError(f"values has {value}, which is no address of an {self.type} record")
        if self.type == "CNAME" and len(self.values) > 1:
            raise ValueError("values has several names; a CNAME record has one")


class RuleName(Parameters, frozen=True, kw_only=True):
    """Names a rule of the server's firewall."""

    rule: Slug


class FirewallRule(RuleName, frozen=True, kw_only=True):
    """Who may reach ports of the server; everybody else is refused there. Other ports are not touched."""

    protocol: Literal["tcp", "udp"] = "tcp"
    ports: Annotated[tuple[Port, ...], Meta(min_length=1)]
    sources: tuple[str, ...]
    comment: Annotated[str, Meta(pattern=r'^[^"\\\x00-\x1f\x7f]*\Z', max_length=100)] = ""
    ssh_port: Port = 22

    def __post_init__(self) -> None:
        _networks("sources", self.sources)
        if self.protocol == "tcp" and self.ssh_port in self.ports and not self.sources:
            raise ValueError(f"sources is empty for port {self.ssh_port}: nobody could log in again")


class BackupName(Parameters, frozen=True, kw_only=True):
    """Names a backup job. `erase` says whether taking it away removes the repository, too."""

    job: Slug
    store: Annotated[str, Meta(min_length=1)]
    erase: bool = False


class Backup(BackupName, frozen=True, kw_only=True):
    """A backup job: what restic puts into a repository on the host `store` of the inventory, and when.

    `schedule` is a systemd calendar expression. `databases` are dumped with pg_dump first. `store_address` is how the
    server reaches the store, whose SSH host keys are `store_keys` ("type base64").
    """

    paths: Annotated[tuple[Folder, ...], Meta(min_length=1)]
    databases: tuple[SqlName, ...] = ()
    store_address: Annotated[str, Meta(pattern=r"^[A-Za-z0-9.:-]+\Z")]
    store_port: Port = 22
    store_keys: Annotated[tuple[PublicKey, ...], Meta(min_length=1)]
    password: Secret
    schedule: Annotated[str, Meta(pattern=r"^[A-Za-z0-9 *:.,/~-]{1,100}\Z")] = "*-*-* 01:30:00"
    keep_daily: Annotated[int, Meta(ge=1, le=3660)] = 14
    keep_monthly: Annotated[int, Meta(ge=0, le=1200)] = 12


class BackupCheck(Parameters, frozen=True, kw_only=True):
    """A backup job to restore and compare. `probe` restores the newest snapshot beside the originals, in /var/tmp."""

    job: Slug


class PortName(Parameters, frozen=True, kw_only=True):
    """Names a port of a Linux bridge."""

    interface: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,15}\Z")]


class SwitchPort(PortName, frozen=True, kw_only=True):
    """A port of a Linux bridge: what it is for, and its VLANs. `vlan` null leaves the bridge's own."""

    bridge: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,15}\Z")]
    description: Annotated[str, Meta(pattern=r"^[\x20-\x7e]*\Z", max_length=200)]
    vlan: Vlan | None = None
    tagged: tuple[Vlan, ...] = ()


def _networks(field: str, given: tuple[str, ...]) -> None:
    """Raise `ValueError` naming what is no network."""
    for text in given:
        try:
            ipaddress.ip_network(text)
        except ValueError as error:
            raise ValueError(f"{field} has {text!r}, which is no network: {error}") from error


def secret_fields(kind: type[Parameters]) -> frozenset[str]:
    """The fields of a play's parameters that no log, page or file may show."""
    found = set()
    for field in msgspec.structs.fields(kind):
        if any(isinstance(each, Meta) and (each.extra or {}).get(SECRET) for each in _metadata(field.type)):
            found.add(field.name)
    return frozenset(found)


def _metadata(kind: Any) -> tuple[Any, ...]:
    return getattr(kind, "__metadata__", ())


def described(error: msgspec.ValidationError) -> str:
    """An error of validation in the words of the parameters: the field, then what it should be."""
    text = str(error)
    found = re.search(r" - at `\$\.?(?P<field>[^`]*)`\Z", text)
    return f"{found['field']}: {text[: found.start()]}" if found and found["field"] else text
