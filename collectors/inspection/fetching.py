"""One page by HTTP: redirects followed by hand, size and time bounded, certificates judged and not insisted upon."""

import asyncio
import ssl
import string
import time
import zlib
from types import TracebackType
from typing import Final, Self
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpcore
from cryptography import x509
from msgspec import Struct

from collectors.inspection.addresses import Addresses, Pinned, Unresolved
from collectors.inspection.bounds import AGENT, Bounds
from collectors.inspection.courtesy import Courtesy
from collectors.inspection.seen import Certificate

MOVED: Final = frozenset({301, 302, 303, 307, 308})
HEADERS: Final = ((b"User-Agent", AGENT.encode()), (b"Accept", b"*/*"), (b"Accept-Encoding", b"gzip, identity"))
PLAIN: Final = frozenset(string.ascii_letters + string.digits + string.punctuation)
WORDS: Final = 200
"""Characters of a reason that are kept."""
GZIP: Final = 16 + zlib.MAX_WBITS


class Unfetched(Exception):
    """No answer came, or none that can be used; the text says why."""


class Answer(Struct, frozen=True, kw_only=True):
    """A whole answer, after redirects."""

    url: str
    status: int
    kind: str  # media type, lower case
    charset: str  # of the header; empty where it says none
    content: bytes
    cut: bool  # there was more than is read
    seconds: float  # from the first octet sent to the last received, redirects included


class Fetcher:
    """Gets pages for one inspection run. `certificates` collects what HTTPS hosts showed."""

    def __init__(
        self, addresses: Addresses, courtesy: Courtesy, bounds: Bounds, trust: ssl.SSLContext | None = None
    ) -> None:
        self.bounds, self.certificates = bounds, dict[str, Certificate]()
        self.pause = 0.0
        self._addresses, self._courtesy = addresses, courtesy
        backend = Pinned(addresses)
        self._strict = _pool(trust or ssl.create_default_context(), backend)
        self._lenient = _pool(_unverified(), backend)

    async def __aenter__(self) -> Self:
        """Nothing is opened before the first request."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self._strict.aclose()
        await self._lenient.aclose()

    async def get(self, url: str, *, octets: int | None = None) -> Answer:
        """Get a page, following redirects. Raises `Unfetched`, and `Refused` or `Unasked` of its address."""
        at, seconds = url, 0.0
        for _step in range(self.bounds.redirects + 1):
            status, headers, content, cut, took = await self._one(at, octets or self.bounds.octets)
            seconds += took
            location = headers.get("location", "")
            if status not in MOVED or not location:
                kind, charset = _media(headers.get("content-type", ""))
                return Answer(
                    url=at, status=status, kind=kind, charset=charset, content=content, cut=cut, seconds=seconds
                )  # fmt: skip
            at = _joined(at, location)
        raise Unfetched(f"more than {self.bounds.redirects} redirects, the last to {at}")

    async def _one(self, url: str, octets: int) -> tuple[int, dict[str, str], bytes, bool, float]:
        url = ascii_url(url)
        parts = urlsplit(url)
        host = parts.hostname or ""
        try:
            async with asyncio.timeout(self.bounds.open_seconds):
                address, _port = await self._addresses.of(host, parts.port or (443 if parts.scheme == "https" else 80))
            async with self._courtesy.turn(address, self.pause), asyncio.timeout(self.bounds.open_seconds):
                began = time.monotonic()
                if parts.scheme == "https" and host not in self.certificates:
                    self.certificates[host] = await self._certificate(url)
                known = self.certificates.get(host)
                pool = self._strict if known is None or known.ok else self._lenient
                return *await _read(pool, url, octets), time.monotonic() - began
        except TimeoutError as error:
            raise Unfetched(f"no whole answer within {self.bounds.open_seconds:g} s") from error
        except Unresolved as error:
            raise Unfetched(str(error)) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise Unfetched(_words(error)) from error

    async def _certificate(self, url: str) -> Certificate:
        """What the host shows, and whether it convinces. A connection that fails otherwise is an `Unfetched` later."""
        reason = ""
        try:
            shown = await _shown(self._strict, url)
        except httpcore.ConnectError as error:
            cause = error.__cause__ or error.__context__
            while cause is not None and not isinstance(cause, ssl.SSLError):
                cause = cause.__cause__ or cause.__context__
            if cause is None:
                raise
            reason = getattr(cause, "verify_message", "") or str(cause.reason or cause)
            shown = await _shown(self._lenient, url)
        if shown is None:
            return Certificate(ok=not reason, reason=reason)
        try:
            found = x509.load_der_x509_certificate(shown)
            return Certificate(
                ok=not reason, reason=reason, expires=found.not_valid_after_utc, issuer=found.issuer.rfc4514_string(),
                names=_names(found),
            )  # fmt: skip
        except ValueError as error:  # OpenSSL is more lenient than the parser
            return Certificate(ok=False, reason=reason or _words(error))


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    return tuple(extension.value.get_values_for_type(x509.DNSName))


def _pool(context: ssl.SSLContext, backend: Pinned) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        ssl_context=context, max_connections=64, max_keepalive_connections=64, keepalive_expiry=15, retries=0,
        network_backend=backend,
    )  # fmt: skip


def _unverified() -> ssl.SSLContext:
    """Reads public pages behind a certificate that was already reported as bad; nothing secret is ever sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def _shown(pool: httpcore.AsyncConnectionPool, url: str) -> bytes | None:
    async with pool.stream("HEAD", url, headers=list(HEADERS)) as response:
        stream = response.extensions["network_stream"]
        inner = stream.get_extra_info("ssl_object")
        found: bytes | None = inner.getpeercert(binary_form=True) if inner is not None else None
        return found


async def _read(pool: httpcore.AsyncConnectionPool, url: str, octets: int) -> tuple[int, dict[str, str], bytes, bool]:
    async with pool.stream("GET", url, headers=list(HEADERS)) as response:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        opened = zlib.decompressobj(GZIP) if headers.get("content-encoding", "").lower() == "gzip" else None
        content, cut = bytearray(), False
        async for chunk in response.aiter_stream():
            try:
                content += opened.decompress(chunk, octets + 1 - len(content)) if opened else chunk
            except zlib.error as error:
                raise Unfetched(f"the answer is no gzip: {error}") from error
            if len(content) > octets:
                cut = True
                break
        return response.status, headers, bytes(content[:octets]), cut


def _media(text: str) -> tuple[str, str]:
    kind, *parameters = (part.strip() for part in text.split(";"))
    charset = next((each[8:].strip("\"' ") for each in parameters if each.lower().startswith("charset=")), "")
    return kind.lower(), charset.lower()


def ascii_url(url: str) -> str:
    """The URL as it is sent: without fragment, what is not ASCII escaped. Raises `Unfetched` for what is no URL."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise Unfetched(f"{url[:200]!r} is no address of a page: {error}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise Unfetched(f"{url[:200]!r} is no address of a page")
    host = f"[{host}]" if ":" in host else host
    path, query = (_escaped(text) for text in (parts.path or "/", parts.query))
    return urlunsplit((parts.scheme, host + port, path, query, ""))


def _escaped(text: str) -> str:
    return "".join(chr(each) if chr(each) in PLAIN else f"%{each:02X}" for each in text.encode())


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:  # such as http://[
        raise Unfetched(f"it redirects to {location[:WORDS]!r}, which is no address: {error}") from error


def _words(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return text if len(text) <= WORDS else f"{text[:WORDS]}…"
