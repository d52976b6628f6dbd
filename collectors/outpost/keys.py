"""Keys of an outpost and of the core, what is sealed to one of them, and what one of them signed."""

import base64
import hashlib
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

KEY: Final = 32
"""Octets of each key, private or public (RFC 7748, RFC 8032)."""
NONCE: Final = bytes(12)
"""Every message has a key of its own, which encrypts once; so its nonce may be constant."""
CODE: Final = 16
"""Octets of a one-time code: 128 bits cannot be guessed."""


class Unopened(Exception):
    """A sealed message cannot be opened: it is for another key, or it was altered."""


class Public(Struct, frozen=True, kw_only=True):
    """What others know of a party: `box` to seal for it (X25519), `sign` to check its signature (Ed25519)."""

    box: bytes
    sign: bytes

    @property
    def name(self) -> str:
        """Sixteen hexadecimal digits by which messages and people name the pair."""
        return hashlib.sha256(self.box + self.sign).hexdigest()[:16]

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the party signed exactly this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.sign).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def seal(self, message: bytes, bound: bytes) -> bytes:
        """Encrypt for the party alone; `bound` is not encrypted, and must be named again to open.

        A fresh key pair agrees on a key with the party's (X25519, HKDF-SHA256), AES-256-GCM encrypts, as in libsodium's
        sealed boxes.
        """
        once = X25519PrivateKey.generate()
        shared = once.exchange(X25519PublicKey.from_public_bytes(self.box))
        public = once.public_key().public_bytes_raw()
        return public + AESGCM(_agreed(shared, public, self.box)).encrypt(NONCE, message, bound)


class Private(Struct, frozen=True, kw_only=True):
    """Both private keys of a party."""

    box: bytes
    sign: bytes

    def __repr__(self) -> str:
        """Name the pair and hide it."""
        return f"Private({self.public.name})"

    @classmethod
    def make(cls) -> "Private":
        """Make a new pair."""
        return cls(box=os.urandom(KEY), sign=os.urandom(KEY))

    @classmethod
    def derived(cls, secret: bytes, about: bytes) -> "Private":
        """Give the same pair for the same secret (RFC 5869); another `about` gives an unrelated one."""
        found = HKDF(SHA256(), length=2 * KEY, salt=None, info=about).derive(secret)
        return cls(box=found[:KEY], sign=found[KEY:])

    @property
    def public(self) -> Public:
        """What others may know."""
        box = X25519PrivateKey.from_private_bytes(self.box).public_key().public_bytes_raw()
        return Public(box=box, sign=Ed25519PrivateKey.from_private_bytes(self.sign).public_key().public_bytes_raw())

    def signature(self, message: bytes) -> bytes:
        """Sign a message."""
        return Ed25519PrivateKey.from_private_bytes(self.sign).sign(message)

    def opened(self, sealed: bytes, bound: bytes) -> bytes:
        """Decrypt what was sealed for this party. Raises `Unopened`."""
        own = X25519PrivateKey.from_private_bytes(self.box)
        try:
            shared = own.exchange(X25519PublicKey.from_public_bytes(sealed[:KEY]))
            key = _agreed(shared, sealed[:KEY], own.public_key().public_bytes_raw())
            return AESGCM(key).decrypt(NONCE, sealed[KEY:], bound)
        except (InvalidTag, ValueError):
            raise Unopened(f"not sealed for {self.public.name}, or altered since") from None


def _agreed(shared: bytes, once: bytes, box: bytes) -> bytes:
    return HKDF(SHA256(), length=KEY, salt=once + box, info=b"infoport outpost seal").derive(shared)


def make_code() -> str:
    """Make a one-time code: 26 letters and digits in groups, of an alphabet without 0, 1, 8 and 9 (RFC 4648)."""
    text = base64.b32encode(os.urandom(CODE)).decode().rstrip("=")
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def proof(code: str, *parts: bytes) -> bytes:
    """Show that one knows the code without telling it: HMAC-SHA256 over the parts and their lengths.

    Case, blanks and hyphens of the code do not count.
    """
    plain = "".join(each for each in code.upper() if each.isalnum())
    message = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.new(plain.encode(), message, hashlib.sha256).digest()
