"""Secrets of credentials: sealed before they are stored, opened only to poll."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop

from inventory.declare import sealing
from inventory.declare.sealing import Sealed as Sealed  # noqa: PLC0414 - what `opened` raises is part of it
from inventory.reconcile import references

if TYPE_CHECKING:
    from django.db.models import Manager

    from inventory.reconcile.models import Credential, Secret

Words = Mapping[str, str]

WORDS: Final = {
    "community": "text", "auth_key": "text", "privacy_key": "text",
    "password": "text", "private_key": "longtext", "passphrase": "text", "enable_secret": "text",
}  # fmt: skip
"""What may be written, never read: the words of a credential and their kind on the wire."""

LABELS: Final = (
    gettext_noop("community"), gettext_noop("auth key"), gettext_noop("privacy key"), gettext_noop("password"),
    gettext_noop("private key"), gettext_noop("passphrase"), gettext_noop("enable secret"),
)  # fmt: skip
"""The same words as forms show them: messages to be translated."""


def seal(credential: int, words: Words) -> None:
    """Store the words of a credential, encrypted and bound to it; what it had before is gone."""
    _secrets().update_or_create(credential_id=credential, defaults={"sealed": sealing.sealed(words, bound(credential))})


def opened(credentials: Collection[int]) -> Mapping[int, Words]:
    """The words of many credentials, by id; one without a secret is left out. Raises `Sealed`."""
    rows = _secrets().filter(credential_id__in=set(credentials)).values_list("credential_id", "sealed")
    return {key: sealing.opened(bytes(sealed), bound(key)) for key, sealed in rows}


def resolved(credentials: Collection[int]) -> tuple[Mapping[int, Words], Mapping[int, str]]:
    """The words of many credentials with what their references name; and why some cannot be had, by id.

    One that cannot be opened or resolved hinders no other.
    """
    found: dict[int, Words] = {}
    problems: dict[int, str] = {}
    for key, secret in _secrets().filter(credential_id__in=set(credentials)).values_list("credential_id", "sealed"):
        try:
            words = sealing.opened(bytes(secret), bound(key))
            found[key] = {name: references.resolved(word) for name, word in words.items()}
        except (Sealed, references.Unresolved) as error:
            problems[key] = str(error)
    return found, problems


def _secrets() -> Manager[Secret]:
    """Looked up by name: the model of credentials is declared with what this module does."""
    return apps.get_model("reconcile.Secret")._default_manager  # noqa: SLF001 - any model's


def bound(credential: int) -> str:
    """Additional data: a ciphertext copied to another credential does not open there."""
    return f"reconcile.credential:{credential}"


def keep_words(credential: Credential, extra: dict[str, Any], created: bool) -> None:
    """After a credential is written: seal the words given with it; words not given stay as they are."""
    given = {name: value for name, value in extra.items() if name in WORDS and value}
    for name, word in given.items():
        if references.is_reference(word) and (reason := references.malformed(word)):
            raise ValidationError({name: reason})
    if given:
        known = {} if created else dict(opened([credential.pk]).get(credential.pk, {}))
        seal(credential.pk, known | given)
