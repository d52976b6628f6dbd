"""Secrets at rest: sealed with AES-GCM before they are stored, and bound to the object they belong to."""

from __future__ import annotations

import os
from functools import cache
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


class Sealed(Exception):
    """A secret cannot be opened: the key is another one than it was sealed with, or the row was tampered with."""


def sealed(words: Words, bound: str) -> bytes:
    """The words, encrypted. `bound` names the object: a ciphertext copied to another one does not open there."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, msgspec.json.encode(dict(words)), bound.encode())


def opened(secret: bytes, bound: str) -> Words:
    """The words sealed for the object `bound`. Raises `Sealed`."""
    try:
        plain = AESGCM(_key()).decrypt(secret[:NONCE], secret[NONCE:], bound.encode())
    except InvalidTag:
        reason = "was sealed with another key (INFOPORT_CREDENTIALS_KEY) or altered; set its words again"
        raise Sealed(f"the secret of {bound.partition('.')[2].replace(':', ' ', 1)} {reason}") from None
    return msgspec.json.decode(plain, type=dict[str, str])


def _key() -> bytes:
    given: bytes | None = getattr(settings, "CREDENTIALS_KEY", None)
    return given or _derived(settings.SECRET_KEY)


@cache
def _derived(secret: str) -> bytes:
    """A key from the signing key (RFC 5869), for installations that set none of their own."""
    return HKDF(SHA256(), length=32, salt=None, info=b"infoport credentials").derive(secret.encode())
