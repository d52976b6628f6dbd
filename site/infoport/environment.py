"""What an installation may set, each as an environment variable `INFOPORT_<NAME>`."""

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

PREFIX = "INFOPORT_"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SECRET = frozenset(
    {"secret_key", "credentials_key", "database_url", "vault_token", "mail_password", "remote_write_token"}
)


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """The settings in effect. Read once per process; nothing else reads the environment."""

    port: Annotated[int, Meta(ge=1, le=65535, description="TCP port of the web server.")] = 8000
    bind: Annotated[str, Meta(description="Address the web server listens on.")] = "127.0.0.1"
    data: Annotated[str, Meta(min_length=1, description="Directory of the database, the secret key and the logs.")] = (
        "var"
    )
    secret_key: Annotated[str, Meta(description="Signing key. Empty: made once, kept in DATA/secret.key.")] = ""
    credentials_key: Annotated[
        str,
        Meta(
            pattern="^([0-9a-fA-F]{64}(,[0-9a-fA-F]{64})*)?$",
            description="Seals credentials: 64 hex digits. More, by commas, only open what was sealed before. Empty: "
            "derived from the signing key.",
        ),
    ] = ""
    credentials_key_file: Annotated[
        str, Meta(description="File of such keys, one a line, the sealing one first; read again when it changes.")
    ] = ""
    secrets_directory: Annotated[
        str, Meta(description="Folder of the files that a word of a credential may name as file:PATH.")
    ] = ""
    vault_address: Annotated[
        str, Meta(description="Address of HashiCorp Vault, for words such as vault:MOUNT/PATH#KEY.")
    ] = ""
    vault_token: Annotated[str, Meta(description="Token for Vault.")] = ""
    vault_token_file: Annotated[str, Meta(description="File with the token, read at each use. Before the former.")] = ""
    vault_authority: Annotated[str, Meta(description="File of the authority of Vault's certificate.")] = ""
    debug: Annotated[bool, Meta(description="Tracebacks in the browser. Never on a reachable server.")] = False
    allowed_hosts: Annotated[str, Meta(description="Host names served, separated by commas.")] = (
        "localhost,127.0.0.1,[::1]"
    )
    https: Annotated[bool, Meta(description="Visitors arrive by HTTPS through a proxy: secure cookies, HSTS.")] = False
    database_url: Annotated[str, Meta(description="Own PostgreSQL 15 or later. Empty: the embedded one.")] = ""
    time_zone: Annotated[str, Meta(description="Zone in which times are shown.")] = "Asia/Shanghai"
    enforce_global_unique: Annotated[
        bool, Meta(description="Refuse duplicate prefixes and addresses outside of VRFs, as in VRFs that say so.")
    ] = True
    web_workers: Annotated[int, Meta(ge=1, description="Web server processes.")] = 2
    web_threads: Annotated[int, Meta(ge=1, description="Requests a web server process answers at once.")] = 4
    demo: Annotated[bool, Meta(description="Load the demo city when the database is empty, and start its devices.")] = (
        True
    )
    outgoing: Annotated[
        str,
        Meta(description="Networks (CIDR, by commas) webhooks and git sources may reach beside public addresses."),
    ] = ""
    public_url: Annotated[str, Meta(description="Address of the pages, as links in mail name it. Empty: no links.")] = (
        ""
    )
    mail_host: Annotated[str, Meta(description="SMTP server for notices. Empty: no mail is sent.")] = ""
    mail_port: Annotated[int, Meta(ge=1, le=65535, description="Its TCP port.")] = 25
    mail_tls: Annotated[
        str, Meta(pattern="^(none|starttls|tls)$", description="How the connection to it is encrypted.")
    ] = "none"
    mail_user: Annotated[str, Meta(description="Account at it. Empty: none is needed.")] = ""
    mail_password: Annotated[str, Meta(description="Password of the account.")] = ""
    mail_from: Annotated[str, Meta(description="Sender of notices.")] = "infoport@localhost"
    inspected: Annotated[
        str, Meta(description="Networks (CIDR, by commas) in which web sites are inspected beside public addresses.")
    ] = ""
    inspection_authority: Annotated[
        str, Meta(description="File of authorities that inspected sites may have beside the usual ones.")
    ] = ""
    inspection_pause: Annotated[
        float, Meta(ge=0, le=60, description="Seconds between two requests to one machine while sites are inspected.")
    ] = 1.0
    inspection_hours: Annotated[int, Meta(ge=1, description="Hours between two inspections of a web site.")] = 24
    attachment_mib: Annotated[int, Meta(ge=1, le=1024, description="Largest attachment, in MiB.")] = 20
    events_bind: Annotated[
        str, Meta(description="Address on which traps and syslog are received. Empty: the web server's.")
    ] = ""
    trap_port: Annotated[int, Meta(ge=0, le=65535, description="UDP port of SNMP traps and informs. 0: none.")] = 10162
    syslog_port: Annotated[int, Meta(ge=0, le=65535, description="UDP and TCP port of syslog. 0: none.")] = 10514
    syslog_tls_port: Annotated[
        int, Meta(ge=0, le=65535, description="TCP port of syslog over TLS, once there is a certificate. 0: none.")
    ] = 16514
    syslog_certificate: Annotated[str, Meta(description="File of the certificate chain for syslog over TLS.")] = ""
    syslog_key: Annotated[str, Meta(description="File of its private key. Empty: in the file of the certificate.")] = ""
    syslog_authority: Annotated[
        str, Meta(description="File of the authority that must have signed the certificates of senders. Empty: any.")
    ] = ""
    event_window: Annotated[
        int, Meta(ge=1, le=86400, description="Seconds in which the same event of a device counts up instead of anew.")
    ] = 300
    stale_days: Annotated[int, Meta(ge=1, description="Days after which an address is not seen of late.")] = 30
    event_days: Annotated[int, Meta(ge=1, description="Days events are kept.")] = 90
    event_spool_mib: Annotated[
        int, Meta(ge=1, description="Most of the disk, in MiB, that events take while the database is away.")
    ] = 256
    remote_write_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://\S+)?$", description="Where samples are sent by Prometheus' remote write. Empty: none."
        ),
    ] = ""
    remote_write_token: Annotated[str, Meta(description="Bearer token for it. Empty: none is needed.")] = ""
    log_level: Annotated[str, Meta(pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least severity logged.")] = (
        "INFO"
    )

    @property
    def directory(self) -> Path:
        """The data directory as an absolute path; it need not exist yet."""
        return Path(self.data).expanduser().absolute()

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys for credentials, the one that seals first."""
        return tuple(bytes.fromhex(text) for text in self.credentials_key.split(",") if text)

    @property
    def networks(self) -> list[Network]:
        """The networks that may be reached besides public addresses. Raises `BadSettings` naming what is none."""
        return _networks("OUTGOING", self.outgoing)

    @property
    def inspected_networks(self) -> list[Network]:
        """The networks in which sites are inspected besides public addresses. Raises `BadSettings`."""
        return _networks("INSPECTED", self.inspected)

    @property
    def hosts(self) -> list[str]:
        """The host names served, at least one."""
        return [host.strip() for host in self.allowed_hosts.split(",") if host.strip()] or ["localhost"]


class BadSettings(Exception):
    """A variable holds a value that its setting does not admit."""


def _networks(name: str, value: str) -> list[Network]:
    given = [text.strip() for text in value.split(",") if text.strip()]
    try:
        return [ipaddress.ip_network(text) for text in given]
    except ValueError as error:
        raise BadSettings(f"{PREFIX}{name} is {value!r}: {error}") from error


def load(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read the settings. Raises `BadSettings` naming the variable, the expectation and the value."""
    given = {
        name: environ[PREFIX + name.upper()]
        for name in Environment.__struct_fields__
        if PREFIX + name.upper() in environ
    }
    for name, value in given.items():
        try:
            msgspec.convert({name: value}, Environment, strict=False)
        except msgspec.ValidationError as error:
            shown = "(hidden)" if name in SECRET else repr(value)
            raise BadSettings(f"{PREFIX}{name.upper()} is {shown}: {error}".replace(f" - at `$.{name}`", "")) from error
    return msgspec.convert(given, Environment, strict=False)


def unknown(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Name the variables that begin like a setting and are none: probably misspelt."""
    known = {PREFIX + name.upper() for name in Environment.__struct_fields__}
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
