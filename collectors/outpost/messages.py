"""What an outpost and the core say to each other. All of it is packed with MessagePack."""

import hashlib
from datetime import datetime
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from collectors.facts import DeviceFacts
from collectors.facts.toll import Toll
from collectors.outpost.envelope import Refused
from collectors.outpost.keys import Public
from collectors.sweep import Failure
from collectors.target import Community, Login, User

BEFORE: Final = bytes(32)
"""Digest that the first batch names as the one before it."""

M = TypeVar("M", bound=Struct)


def digest(content: bytes) -> bytes:
    """SHA-256 by which a batch names the one before it."""
    return hashlib.sha256(content).digest()


class Mark(Struct, frozen=True):
    """A place in the row of batches: the number of the last one, and its digest. Number 0 is before the first."""

    sequence: int = 0
    digest: bytes = BEFORE


class Result(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one poll ended: facts or a failure, never both. `at` is when it was polled, UTC."""

    access: int
    at: datetime
    seconds: float
    facts: DeviceFacts | None = None
    failure: Failure | None = None
    host_key: str | None = None  # that the device showed over SSH
    platform: str | None = None  # that its command line turned out to be
    toll: Toll | None = None  # what asking cost over SNMP


class Batch(Struct, frozen=True, kw_only=True):
    """Results that came in together. `previous` is the digest of the batch before, which makes them a chain."""

    sequence: int
    previous: bytes
    results: tuple[Result, ...]


class Report(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How an outpost is, by its own account."""

    version: str
    clock: datetime  # its own, UTC; what it is off by shows
    devices: int = 0  # it has to poll
    waiting: int = 0  # batches accepted and not acknowledged
    octets: int = 0  # of the spool
    limit: int = 0  # octets the spool may have
    oldest: datetime | None = None  # when the first of the waiting batches was polled
    error: str = ""  # what keeps it from its work; empty when nothing does


class Bundle(Struct, frozen=True, kw_only=True):
    """Batches `first` to `last`, as they were spooled, to be carried by hand."""

    outpost: str
    first: int
    last: int
    report: Report
    batches: tuple[bytes, ...]


class Asked(Struct, frozen=True, kw_only=True):
    """One device that an outpost polls; `credential` names one of the work's."""

    access: int
    key: str
    address: str
    port: int
    interval: int  # seconds
    timeout: float  # seconds per request
    retries: int
    max_repetitions: int
    credential: int


class Work(Struct, frozen=True, kw_only=True):
    """What an outpost has to do. `credentials` is a packed `Credentials`, sealed to the outpost."""

    outpost: str
    tag: str  # the same for the same work
    issued: int  # milliseconds since 1970; the later work counts
    refresh: float  # seconds after which to ask again
    devices: tuple[Asked, ...]
    credentials: bytes


class Credentials(Struct, frozen=True):
    """The secrets of a work, by their number."""

    known: dict[int, Community | User | Login]

    def __repr__(self) -> str:
        """Without the secrets."""
        return f"Credentials({sorted(self.known)})"


class Enrolment(Struct, frozen=True, kw_only=True):
    """An outpost asks to be known. `proof` shows that it has the one-time code; it is made over the rest."""

    outpost: str
    public: Public
    version: str
    at: Mark = Mark()  # up to where its batches are acknowledged
    last: int = 0  # number of the last batch it has made
    proof: bytes = b""

    @property
    def proved(self) -> bytes:
        """What the proof is about."""
        return msgspec.msgpack.encode(msgspec.structs.replace(self, proof=b""))


class Enrolled(Struct, frozen=True, kw_only=True):
    """The core's answer: its keys, a token, and the place from which the outpost numbers on."""

    outpost: str
    core: Public
    token: str
    at: Mark
    proof: bytes  # over the core's keys and the outpost's: the core knows the code too

    def __repr__(self) -> str:
        """Without the token."""
        return f"Enrolled({self.outpost!r}, core={self.core.name}, at={self.at.sequence})"


class Letter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the core has to say to an outpost: that it is enrolled, what has arrived, what to do."""

    outpost: str
    issued: int  # milliseconds since 1970; an older one than the last is refused
    enrolled: Enrolled | None = None
    receipt: Mark | None = None
    work: bytes | None = None  # a packed `Work`


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the core says to a delivery: up to where it has everything, and why it took no more."""

    at: Mark
    reason: str = ""  # a word of `Refused`; empty when all was taken
    detail: str = ""


def packed(message: Struct) -> bytes:
    """Encode a message."""
    return msgspec.msgpack.encode(message)


def unpacked(content: bytes, type_: type[M]) -> M:
    """Decode a message. Raises `Refused` ("malformed") naming what does not fit."""
    try:
        return msgspec.msgpack.decode(content, type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused("malformed", f"no {type_.__name__.lower()}: {error}") from error
