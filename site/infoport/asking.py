"""One probe of a service's endpoint: which one, where to, and with which name and certificate."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings

from collectors.probes.bounds import Bounds
from collectors.probes.calls import h323, sip
from collectors.probes.clocks import ntp
from collectors.probes.connecting import tcp
from collectors.probes.directories import ldap
from collectors.probes.echoing import icmp
from collectors.probes.mail import Mailbox, imap, smtp
from collectors.probes.names import Record, dns
from collectors.probes.placing import NamedContext, shown_as, trusting
from collectors.probes.probed import Probed
from collectors.probes.web import Expected, http

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable

    from inventory.services.models import ServiceEndpoint

PORTS: Final = {
    "http": 80, "https": 443, "dns": 53, "smtp": 25, "imap": 143, "ldap": 389, "sip": 5060, "h323": 1720, "ssh": 22,
    "ntp": 123,
}  # fmt: skip
"""Registered with IANA."""
IMAPS: Final = 993
LDAPS: Final = 636
LIMITS: Final = Bounds()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one endpoint: `host` and `port` are connected to, `name` must be on its certificate."""

    protocol: str
    host: str
    port: int
    registered: int
    name: str
    url: str

    @property
    def asked(self) -> str:
        """Where it is asked, in words for the record."""
        place = f"{self.protocol} {self.host}:{self.port}"
        return f"{self.url} ({place})" if self.url else f"{place} ({self.name})" if self.name else place


def question(endpoint: ServiceEndpoint) -> Question:
    """What is asked of an endpoint; its address and service are read with it."""
    parts = urlsplit(endpoint.web_address)
    name = parts.hostname or endpoint.host
    registered = parts.port or endpoint.port or PORTS.get(endpoint.protocol, 0)
    known = str(endpoint.address.address.ip) if endpoint.address else ""
    host = _address(endpoint.connect_address) or (known if not parts.hostname else "") or name or known
    url = endpoint.web_address
    if endpoint.protocol in {"http", "https"} and not url:
        url = f"{endpoint.protocol}://{name or host}:{registered}/"
    return Question(endpoint.protocol, host, endpoint.connect_port or registered, registered, name, url)


def _address(value: object) -> str:
    return str(value).partition("/")[0] if value else ""


def trust() -> NamedContext:
    """The authorities that servers are held against: the system's, and those of the settings."""
    made = trusting()
    for path in settings.PROBE_AUTHORITIES:
        with suppress(FileNotFoundError):  # the stand-ins of the demo make theirs when they first start
            made.load_verify_locations(path)
    return made


async def ask(asked: Question, context: ssl.SSLContext) -> Probed:
    """Probe it. A protocol that has no probe, as UDP without more, is "unknown"."""
    probe = PROBES.get(asked.protocol)
    if probe is None:
        return Probed(state="unknown", reason=f"{asked.protocol} has no probe of its own", seconds={})
    with shown_as("" if asked.url else asked.name):
        return await probe(asked, context)


async def _http(asked: Question, context: ssl.SSLContext) -> Probed:
    return await http(asked.url, Expected(), LIMITS, trust=context, place=(asked.host, asked.port))


async def _imap(asked: Question, context: ssl.SSLContext) -> Probed:
    box = Mailbox(host=asked.host, port=asked.port, encryption="tls" if asked.registered == IMAPS else "starttls")
    return await imap(box, LIMITS, trust=context)


async def _ldap(asked: Question, context: ssl.SSLContext) -> Probed:
    encryption: Final = "tls" if asked.registered == LDAPS else "starttls"
    return await ldap(asked.host, asked.port, LIMITS, encryption=encryption, trust=context)


async def _dns(asked: Question, _context: ssl.SSLContext) -> Probed:
    return await dns(asked.host, asked.port, Record(name=asked.name or ".", kind="A" if asked.name else "NS"), LIMITS)


PROBES: Final[dict[str, Callable[[Question, ssl.SSLContext], Awaitable[Probed]]]] = {
    "http": _http, "https": _http, "imap": _imap, "ldap": _ldap, "dns": _dns,
    "tcp": lambda asked, _context: tcp(asked.host, asked.port, LIMITS),
    "ssh": lambda asked, _context: tcp(asked.host, asked.port, LIMITS),
    "sql": lambda asked, _context: tcp(asked.host, asked.port, LIMITS),
    "icmp": lambda asked, _context: icmp(asked.host, LIMITS),
    "smtp": lambda asked, context: smtp(asked.host, asked.port, LIMITS, trust=context),
    "ntp": lambda asked, _context: ntp(asked.host, asked.port, LIMITS),
    "sip": lambda asked, _context: sip(asked.host, asked.port, LIMITS),
    "h323": lambda asked, _context: h323(asked.host, LIMITS, port=asked.port),
}  # fmt: skip
"""An endpoint has no account, so that of a database is asked whether its port takes connections."""
