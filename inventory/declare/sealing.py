"""Secrets at rest: sealed with AES-GCM before they are stored, and bound to the object they belong to."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    Words = Mapping[str, str]

NONCE: Final = 12
"""Octets of an AES-GCM nonce (NIST SP 800-38D, 8.2.2: random ones of 96 bits serve 2^32 messages of one key)."""

KEY: Final = re.compile(r"[0-9a-fA-F]{64}")


class Sealed(Exception):
    """A secret cannot be opened: the key is another one than it was sealed with, or the row was tampered with."""


def sealed(words: Words, bound: str) -> bytes:
    """The words, encrypted. `bound` names the object: a ciphertext copied to another one does not open there."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(keys()[0]).encrypt(nonce, msgspec.json.encode(dict(words)), bound.encode())


def opened(secret: bytes, bound: str) -> Words:
    """The words sealed for the object `bound`, with any of the keys. Raises `Sealed`."""
    return _opened(secret, bound)[0]


def renewed(secret: bytes, bound: str) -> bytes | None:
    """The same words sealed with the first key; None where they are already. Raises `Sealed`."""
    words, place = _opened(secret, bound)
    return sealed(words, bound) if place else None


def keys() -> tuple[bytes, ...]:
    """Every key: the first seals, all open. Raises `Sealed` when the file of keys cannot be read."""
    path: str = settings.CREDENTIALS_KEY_FILE
    kept = _kept(path, *_state(path)) if path else ()
    return (*kept, *settings.CREDENTIALS_KEYS, _derived(settings.SECRET_KEY))


def _opened(secret: bytes, bound: str) -> tuple[Words, int]:
    """The words, and the place of the key that opened them."""
    for place, key in enumerate(keys()):
        try:
            plain = AESGCM(key).decrypt(secret[:NONCE], secret[NONCE:], bound.encode())
        except (InvalidTag, ValueError):  # ValueError: too short to be sealed at all
            continue
        return msgspec.json.decode(plain, type=dict[str, str]), place
    reason = "was sealed with another key (INFOPORT_CREDENTIALS_KEY) or altered; set its words again"
    raise Sealed(f"the secret of {bound.partition('.')[2].replace(':', ' ', 1)} {reason}")


def _state(path: str) -> tuple[int, int]:
    try:
        found = Path(path).stat()
    except OSError as error:
        raise Sealed(f"INFOPORT_CREDENTIALS_KEY_FILE {path} cannot be read: {error.strerror}") from error
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=2)
def _kept(path: str, changed: int, size: int) -> tuple[bytes, ...]:
    """The keys of a file as it was when it was changed last."""
    del changed, size
    lines = [line.strip() for line in Path(path).read_text().splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        if not KEY.fullmatch(line):
            raise Sealed(f"INFOPORT_CREDENTIALS_KEY_FILE {path}: key {number} has not 64 hex digits")
    if not lines:
        raise Sealed(f"INFOPORT_CREDENTIALS_KEY_FILE {path} has no key")
    return tuple(map(bytes.fromhex, lines))


@lru_cache(maxsize=2)
def _derived(secret: str) -> bytes:
    """A key from the signing key (RFC 5869), for installations that set none of their own."""
    return HKDF(SHA256(), length=32, salt=None, info=b"infoport credentials").derive(secret.encode())
