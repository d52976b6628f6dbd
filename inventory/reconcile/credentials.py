"""Secrets of credentials: sealed before they are stored, opened only to poll."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings

if TYPE_CHECKING:
    from django.db.models import Manager

    from inventory.reconcile.models import Credential, Secret

Words = Mapping[str, str]

WORDS: Final = {"community": "text", "auth_key": "text", "privacy_key": "text"}
"""What may be written, never read: the words of a credential and their kind on the wire."""

NONCE: Final = 12
"""Octets of an AES-GCM nonce (NIST SP 800-38D, 8.2.2: random ones of 96 bits serve 2^32 messages of one key)."""


class Sealed(Exception):
    """A secret cannot be opened: the key is another one than it was sealed with, or the row was tampered with."""


def seal(credential: int, words: Words) -> None:
    """Store the words of a credential, encrypted and bound to it; what it had before is gone."""
    nonce = os.urandom(NONCE)
    plain = msgspec.json.encode(dict(words))
    sealed = nonce + AESGCM(_key()).encrypt(nonce, plain, _bound(credential))
    _secrets().update_or_create(credential_id=credential, defaults={"sealed": sealed})


def opened(credentials: Collection[int]) -> Mapping[int, Words]:
    """The words of many credentials, by id; one without a secret is left out. Raises `Sealed`."""
    rows = _secrets().filter(credential_id__in=set(credentials)).values_list("credential_id", "sealed")
    return {key: _open(key, bytes(sealed)) for key, sealed in rows}


def _secrets() -> Manager[Secret]:
    """Looked up by name: the model of credentials is declared with what this module does."""
    return apps.get_model("reconcile.Secret")._default_manager  # noqa: SLF001 - any model's


def _open(credential: int, sealed: bytes) -> Words:
    try:
        plain = AESGCM(_key()).decrypt(sealed[:NONCE], sealed[NONCE:], _bound(credential))
    except InvalidTag:
        reason = "was sealed with another key (INFOPORT_CREDENTIALS_KEY) or altered; set its words again"
        raise Sealed(f"the secret of credential {credential} {reason}") from None
    return msgspec.json.decode(plain, type=dict[str, str])


def _bound(credential: int) -> bytes:
    """Additional data: a ciphertext copied to another credential does not open there."""
    return b"reconcile.credential:%d" % credential


def _key() -> bytes:
    given: bytes | None = getattr(settings, "CREDENTIALS_KEY", None)
    return given or _derived(settings.SECRET_KEY)


@cache
def _derived(secret: str) -> bytes:
    """A key from the signing key (RFC 5869), for installations that set none of their own."""
    return HKDF(SHA256(), length=32, salt=None, info=b"infoport credentials").derive(secret.encode())


def keep_words(credential: Credential, extra: dict[str, Any], created: bool) -> None:
    """After a credential is written: seal the words given with it; words not given stay as they are."""
    given = {name: value for name, value in extra.items() if name in WORDS and value}
    if given:
        known = {} if created else dict(opened([credential.pk]).get(credential.pk, {}))
        seal(credential.pk, known | given)
