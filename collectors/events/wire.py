"""What passes between the receiver and the process that opens SNMPv3."""

from typing import Final, Literal

from msgspec import Struct

from collectors.target import User

LARGEST: Final = 1 << 17
"""Octets of one message: a datagram, or its variables and what answers it."""

Verdict = Literal["taken", "answered", "refused", "malformed"]
"""A notification; something else that has an answer (engine discovery); a sender whose word is not taken; nonsense."""


class Setup(Struct, frozen=True, array_like=True):
    """What the process is told first: its engine's id, which stays the same from start to start, and its users."""

    engine: bytes
    users: tuple[User, ...]


class Given(Struct, frozen=True, array_like=True):
    """One datagram."""

    serial: int
    source: str
    port: int
    data: bytes


class Opened(Struct, frozen=True, array_like=True):
    """What became of one datagram.

    `binds`: OID and value in BER. `answers`: datagrams for the sender: reports, or what acknowledges an inform.
    """

    serial: int
    verdict: Verdict
    user: str = ""
    inform: bool = False
    request_id: int = 0
    binds: tuple[tuple[str, bytes], ...] = ()
    answers: tuple[bytes, ...] = ()
