"""The one form in which an outpost and the core send each other anything: signed by one, sealed to the other."""

import time
import zlib
from typing import Final, Literal

import msgspec
from msgspec import Struct

from collectors.outpost.keys import Private, Public, Unopened

MAGIC: Final = b"infoport-outpost-1\n"
"""Begins every envelope, so that a file of something else is told at once."""
LARGEST: Final = 512 << 20
"""Octets a message may have when unpacked; a longer one is refused before it fills the memory."""

Kind = Literal["batch", "bundle", "letter"]


class Refused(Exception):
    """A message is not accepted. `reason` is a word for programs; the text says what was expected and what came."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


class Envelope(Struct, frozen=True, kw_only=True):
    """What is sent. `sender` and `recipient` name key pairs (`Public.name`)."""

    kind: Kind
    sender: str
    recipient: str
    made: int  # milliseconds since 1970; the one thing about the content that is told outside
    sealed: bytes
    signature: bytes = b""

    @property
    def bound(self) -> bytes:
        """What the seal is bound to: the kind, both ends, and when it was made."""
        return f"{self.kind} {self.sender} {self.recipient} {self.made}".encode()

    @property
    def signed(self) -> bytes:
        """What the signature is about: everything else."""
        return MAGIC + self.bound + b"\n" + self.sealed


def written(kind: Kind, message: Struct, sender: Private, recipient: Public) -> bytes:
    """Pack, seal and sign a message."""
    made = time.time_ns() // 1_000_000
    bare = Envelope(kind=kind, sender=sender.public.name, recipient=recipient.name, made=made, sealed=b"")
    packed = zlib.compress(msgspec.msgpack.encode(message), 6)
    full = msgspec.structs.replace(bare, sealed=recipient.seal(packed, bare.bound))
    return MAGIC + msgspec.msgpack.encode(msgspec.structs.replace(full, signature=sender.signature(full.signed)))


def read(content: bytes, kind: Kind) -> Envelope:
    """Read the outside of an envelope; nothing of it is verified yet. Raises `Refused` ("malformed")."""
    if not content.startswith(MAGIC):
        raise Refused("malformed", f"this is no {kind} of an outpost: it does not begin with {MAGIC.decode().strip()}")
    try:
        found = msgspec.msgpack.decode(memoryview(content)[len(MAGIC) :], type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused("malformed", f"the {kind} is cut off or damaged: {error}") from error
    if found.kind != kind:
        raise Refused("malformed", f"this is a {found.kind}, not a {kind}")
    return found


def opened(envelope: Envelope, sender: Public, recipient: Private) -> bytes:
    """Verify and open; gives the packed message. Raises `Refused`: "foreign" or "tampered"."""
    own = recipient.public.name
    if envelope.recipient != own:
        raise Refused("foreign", f"the {envelope.kind} is for {envelope.recipient}, and this is {own}")
    if envelope.sender != sender.name:
        raise Refused("foreign", f"the {envelope.kind} is from {envelope.sender}; {sender.name} was expected")
    if not sender.signed(envelope.signed, envelope.signature):
        raise Refused("tampered", f"the {envelope.kind} was altered: the signature of {sender.name} does not fit it")
    return unsealed(envelope, recipient)


def unsealed(envelope: Envelope, recipient: Private) -> bytes:
    """Decrypt and unpack without asking who sent it. Raises `Refused` ("tampered")."""
    try:
        packed = recipient.opened(envelope.sealed, envelope.bound)
        unpacking = zlib.decompressobj()
        message = unpacking.decompress(packed, LARGEST)
    except (Unopened, zlib.error) as error:
        raise Refused("tampered", f"the {envelope.kind} cannot be opened: {error}") from error
    if not unpacking.eof:
        raise Refused("malformed", f"the {envelope.kind} has more than {LARGEST >> 20} MiB, or is cut off")
    return message
