"""Requests to the core: HTTPS with verified certificates, through the proxy that the environment names."""

import http.client
import ipaddress
import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

TIMEOUT: Final = 60.0
"""Seconds without an octet after which a request is given up; the core stores a whole delivery in that time."""
LARGEST: Final = 64 << 20
"""Octets an answer may have."""
PREFIX: Final = "/api/plugins/outposts/"
NOT_MODIFIED: Final = 304
PACKED: Final = "application/octet-stream"


class Cut(Exception):
    """The core cannot be reached, or cannot answer now; it is worth trying again. `after`: seconds it asked for."""

    def __init__(self, text: str, after: float | None = None) -> None:
        super().__init__(text)
        self.after = after


class Denied(Exception):
    """The core refuses; the same request will be refused again. The text is the core's."""

    def __init__(self, text: str, status: int, content: bytes = b"") -> None:
        super().__init__(text)
        self.status = status
        self.content = content


class BadAddress(Exception):
    """The address of the core, or the file of authorities, cannot be used."""


class Got(Struct, frozen=True):
    """An answer."""

    status: int
    content: bytes
    tag: str  # ETag; empty where there is none


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token is for one address alone."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Follow nothing."""


class Client:
    """Asks one core with one token. Each request is a connection of its own: they are minutes or megabytes apart."""

    def __init__(self, url: str, token: str = "", ca: str = "", version: str = "") -> None:
        self.url = checked(url)
        self.token = token
        self.version = version
        try:
            context = ssl.create_default_context(cafile=ca or None)
        except (OSError, ssl.SSLError) as error:
            raise BadAddress(f"{ca} is no file of certificates: {error}") from error
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler(), urllib.request.HTTPSHandler(context=context), _NoRedirect
        )

    def ask(self, method: str, path: str, content: bytes | None = None, tag: str = "") -> Got:
        """Send a request and give the answer. Raises `Cut`, `Denied`."""
        headers = {"User-Agent": f"infoport-outpost/{self.version}", "Accept": "*/*", "Accept-Encoding": "identity"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if content is not None:
            headers["Content-Type"] = PACKED
        if tag:
            headers["If-None-Match"] = tag
        request = urllib.request.Request(self.url + PREFIX + path, content, headers, method=method)  # noqa: S310 - checked
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return Got(answer.status, _whole(answer), answer.headers.get("ETag", ""))
        except urllib.error.HTTPError as error:
            with error:
                return self._told(error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Cut(f"{self.url}: {getattr(error, 'reason', error) or type(error).__name__}") from error

    def _told(self, error: urllib.error.HTTPError) -> Got:
        if error.code == NOT_MODIFIED:
            return Got(error.code, b"", error.headers.get("ETag", ""))
        try:
            content = _whole(error)
        except (OSError, http.client.HTTPException) as broken:
            raise Cut(f"{self.url}: {broken}") from broken
        text = f"{self.url} answers {error.code}: {_detail(content) or error.reason}"
        if error.code in {408, 429} or error.code >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Cut(text, _seconds(error.headers.get("Retry-After")))
        raise Denied(text, error.code, content)


def checked(url: str) -> str:
    """Give the address without a slash at its end. Raises `BadAddress`: without TLS only this very machine is asked."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.username:
        raise BadAddress(f"{url!r} is no address of a core; expected https://host")
    if parts.scheme == "http" and not _own(parts.hostname):
        raise BadAddress(f"{url!r} would send in clear text; expected https://")
    return url.rstrip("/")


def _own(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _whole(answer: Any) -> bytes:
    content: bytes = answer.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise http.client.HTTPException(f"an answer of more than {LARGEST >> 20} MiB")
    return content


def _detail(content: bytes) -> str:
    try:
        found = json.loads(content)
    except ValueError:
        return ""
    return str(found.get("detail", "")) if isinstance(found, dict) else ""


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdigit() else None


def readable(path: str) -> str:
    """Give the file's absolute path. Raises `BadAddress` where it cannot be read."""
    found = Path(path).expanduser().absolute()
    if not found.is_file():
        raise BadAddress(f"{path} is no file")
    return str(found)
