"""What a stranger sees of a service: whether a port answers, what page it serves, what a name means. All block."""

from __future__ import annotations

import secrets
import socket
import ssl
import struct
from typing import Any, Final

from msgspec import Struct

SECONDS: Final = 5.0
OCTETS: Final = 1 << 20
A, AAAA = 1, 28
"""Types of DNS records (RFC 1035, RFC 3596)."""


class Unseen(Exception):
    """It could not be seen, so nothing is known of it; the text says why."""


class Page(Struct, frozen=True, kw_only=True):
    """What a web server answered, and the certificate it showed."""

    status: int
    body: str
    issuer: str
    until: str  # as the certificate writes it


def connects(address: str, port: int) -> str:
    """How a TCP port answers: "" when it takes connections, else why not. Raises `Unseen` when nothing answers."""
    try:
        with socket.create_connection((address, port), SECONDS):
            return ""
    except ConnectionRefusedError:
        return "refused"
    except OSError as error:
        raise Unseen(f"{address} port {port}: {error.strerror or error}") from error


def page(address: str, port: int, name: str, trust: str) -> Page:
    """The first page of a site over TLS, its certificate checked against `trust` (PEM).

    Raises `ssl.SSLError` where it does not convince, `ValueError` for what is no HTTP, and `Unseen`.
    """
    context = ssl.create_default_context(cadata=trust)
    try:
        with (
            socket.create_connection((address, port), SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=name) as secure,
        ):
            secure.sendall(f"GET / HTTP/1.0\r\nHost: {name}\r\n\r\n".encode("ascii"))
            answer = b""
            while len(answer) < OCTETS and (more := secure.recv(1 << 16)):
                answer += more
            shown = secure.getpeercert() or {}
    except ssl.SSLError:
        raise
    except OSError as error:
        raise Unseen(f"{address} port {port}: {error.strerror or error}") from error
    head, _blank, body = answer.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    if not words[0].startswith(b"HTTP/") or not words[1:2] or not words[1].isdigit():
        raise ValueError(f"{address} port {port} answers no HTTP: {head[:60]!r}")
    stated: Any = shown.get("issuer", ())
    issuer = dict(pair for part in stated for pair in part)
    return Page(
        status=int(words[1]), body=body.decode("utf-8", "replace"), issuer=str(issuer.get("commonName", "")),
        until=str(shown.get("notAfter", "")),
    )  # fmt: skip


def resolved(server: str, name: str, kind: int = A, port: int = 53) -> list[str]:
    """The addresses that a name server gives for a name, none for one it does not know. Raises `Unseen`."""
    ident = secrets.token_bytes(2)
    labels = b"".join(bytes([len(part)]) + part for part in name.encode("idna").split(b".") if part) + b"\0"
    question = ident + struct.pack(">HHHHH", 0, 1, 0, 0, 0) + labels + struct.pack(">HH", kind, 1)
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.settimeout(SECONDS)
        try:
            asking.connect((server, port))
            asking.send(question)
            answer = asking.recv(4096)
        except OSError as error:
            raise Unseen(f"name server {server}: {error.strerror or error}") from error
    if answer[:2] != ident or len(answer) < len(question):
        raise Unseen(f"name server {server} answers something else than was asked")
    return _addresses(answer, len(question), kind)


def _addresses(answer: bytes, at: int, kind: int) -> list[str]:
    family, found = (socket.AF_INET6 if kind == AAAA else socket.AF_INET), []
    for _number in range(struct.unpack_from(">H", answer, 6)[0]):
        at = _after_name(answer, at)
        of, _class, _ttl, length = struct.unpack_from(">HHIH", answer, at)
        if of == kind:
            found.append(socket.inet_ntop(family, answer[at + 10 : at + 10 + length]))
        at += 10 + length
    return sorted(found)


def _after_name(answer: bytes, at: int) -> int:
    pointer = 0xC0
    while answer[at]:
        if answer[at] >= pointer:
            return at + 2
        at += answer[at] + 1
    return at + 1
