"""Directories: whether an LDAP server lets in and tells of itself (RFC 4511)."""

import asyncio
import ssl
from typing import Any, Final, Literal

from msgspec import Struct
from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pyasn1_modules import rfc2251

from collectors.probes.bounds import OCTETS, Bounds
from collectors.probes.connecting import expiry
from collectors.probes.probed import Probed
from collectors.probes.probing import Steps, Unasked, Unmet, probe

START_TLS: Final = "1.3.6.1.4.1.1466.20037"
"""The extended operation that begins TLS (RFC 4511, 4.14)."""
LONG_FORM: Final = 0x80
"""Bit of a BER length that tells how many octets of length follow (X.690, 8.1.3.5)."""

Encryption = Literal["none", "starttls", "tls"]


class Entry(Struct, frozen=True, kw_only=True):
    """As whom a directory is asked. Without a name: as nobody."""

    name: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """The name without its password."""
        return self.name or "anonymous"


async def ldap(  # noqa: PLR0913 - each is its own decision of the caller
    host: str, port: int, bounds: Bounds, *, entry: Entry | None = None, encryption: Encryption = "none",
    trust: ssl.SSLContext | None = None,
) -> Probed:  # fmt: skip
    """Whether a directory lets in (as nobody without `entry`) and tells of itself. Steps: connect, tls, bind, search.

    That our account is not let in is "unknown": the directory answered, and what it would say to others is not known.
    """
    context = trust or ssl.create_default_context()
    subject = f"{host} port {port}"
    who = entry or Entry()

    async def steps(taken: Steps) -> None:
        immediately = context if encryption == "tls" else None
        reader, writer = await asyncio.open_connection(host, port, ssl=immediately)
        taken.done("connect")
        session = _Session(subject, reader, writer)
        try:
            if encryption == "starttls":
                await session.ask("extendedReq", _start_tls(), "begin TLS")
                await writer.start_tls(context, server_hostname=host)
                taken.done("tls")
            taken.expires = expiry(writer.get_extra_info("ssl_object"))
            await session.ask("bindRequest", _bind(who), f"let {who!r} in")
            taken.done("bind")
            await session.ask("searchRequest", _own_entry(), "tell of itself")
            taken.done("search")
        finally:
            writer.transport.abort()  # closing would wait for the peer's goodbye

    return await probe(subject, bounds, steps)


class _Session:
    """One connection: requests are numbered, and answers read until the one that ends them."""

    def __init__(self, subject: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.subject, self.reader, self.writer, self.number = subject, reader, writer, 0

    async def ask(self, name: str, request: Any, deed: str) -> None:
        """Raises `Unmet` where the answer cannot be read or refuses, `Unasked` where it refuses our account."""
        self.number += 1
        message = rfc2251.LDAPMessage()
        message["messageID"] = self.number
        message["protocolOp"][name] = request
        self.writer.write(encoder.encode(message))
        await self.writer.drain()
        while True:
            operation = (await self._answer())["protocolOp"]
            if operation.getName() != "searchResEntry":
                break
        code = operation.getComponent()["resultCode"].prettyPrint()
        if code != "success":
            kind = Unasked if code == "invalidCredentials" else Unmet
            raise kind(f"{self.subject} does not {deed}: {code}")

    async def _answer(self) -> Any:
        head = await self.reader.readexactly(2)
        size = head[1]
        if size & LONG_FORM:
            more = await self.reader.readexactly(size & ~LONG_FORM)
            head, size = head + more, int.from_bytes(more)
        if size > OCTETS:
            raise Unmet(f"{self.subject}: an answer of {size} octets, more than {OCTETS}")
        try:
            found, _rest = decoder.decode(head + await self.reader.readexactly(size), asn1Spec=rfc2251.LDAPMessage())
        except PyAsn1Error as error:
            raise Unmet(f"{self.subject}: the answer cannot be read: {type(error).__name__}") from error
        return found


def _start_tls() -> Any:
    request = rfc2251.ExtendedRequest()
    request["requestName"] = START_TLS
    return request


def _bind(who: Entry) -> Any:
    request = rfc2251.BindRequest()
    request["version"], request["name"] = 3, who.name
    request["authentication"]["simple"] = who.password
    return request


def _own_entry() -> Any:
    """The server's own entry, which anybody may read (RFC 4512, 5.1)."""
    request = rfc2251.SearchRequest()
    request["baseObject"], request["scope"], request["derefAliases"] = "", "baseObject", "neverDerefAliases"
    request["sizeLimit"], request["timeLimit"], request["typesOnly"] = 1, 0, False
    request["filter"]["present"] = "objectClass"
    request["attributes"].append("supportedLDAPVersion")
    return request
