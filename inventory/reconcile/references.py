"""Words of credentials that are kept elsewhere: `env:NAME`, `file:NAME`, `vault:MOUNT/PATH#KEY`.

Whoever may write a credential may have its words sent to an address of their choice. Therefore a reference reaches
only what the installation set aside for it: variables that begin with `INFOPORT_SECRET_`, files in
`INFOPORT_SECRETS_DIRECTORY`, and what the token of HashiCorp Vault may read.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import hvac
import requests
from django.conf import settings
from django.utils.translation import gettext as _
from hvac import exceptions

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "INFOPORT_SECRET_"
"""Begins the environment variables that a credential may name."""
REFERENCE: Final = re.compile(r"(env|file|vault):(.*)", re.DOTALL)
VARIABLE: Final = re.compile(r"[A-Z0-9_]+")
VAULT: Final = re.compile(r"([^/#\s]+)/([^#\s]+)#([^#\s]+)")
LARGEST: Final = 64 << 10
"""Octets of a file; a private key has a few thousand."""
SECONDS: Final = 5
"""That Vault may take to answer."""
FRESH: Final = 60.0
"""Seconds that an answer of Vault serves for every device that needs it."""
STALE: Final = 5.0
"""Seconds after which Vault is asked again where it refused."""


class Unresolved(Exception):
    """What a reference names cannot be had; the message names the reference and says why, never what was found."""


class _Answer(NamedTuple):
    until: float
    data: Mapping[str, str]
    problem: str


_answers: dict[tuple[str, str], _Answer] = {}


def is_reference(word: str) -> bool:
    """Whether a word names a secret that is kept elsewhere, well-formed or not."""
    return REFERENCE.fullmatch(word) is not None


def malformed(word: str) -> str:
    """Why a reference can name nothing, in the reader's language; empty where it may."""
    kind, rest = _parts(word)
    if kind == "env" and not (rest.startswith(PREFIX) and VARIABLE.fullmatch(rest)):
        return _("“%(word)s”: a variable is expected that begins with %(prefix)s.") % {"word": word, "prefix": PREFIX}
    if kind == "file" and (not rest or rest.startswith("/") or ".." in Path(rest).parts or "\0" in rest):
        return _("“%(word)s”: a path below the folder of secrets is expected.") % {"word": word}
    if kind == "vault" and not VAULT.fullmatch(rest):
        return _("“%(word)s”: vault:MOUNT/PATH#KEY is expected.") % {"word": word}
    return ""


def resolved(word: str) -> str:
    """The word itself, or what it names. Raises `Unresolved`."""
    if not is_reference(word):
        return word
    if problem := malformed(word):
        raise Unresolved(problem)
    kind, rest = _parts(word)
    found = {"env": _variable, "file": _file, "vault": _vault}[kind](word, rest)
    if not found:
        raise Unresolved(f"{word} is empty")
    return found


def _parts(word: str) -> tuple[str, str]:
    kind, _colon, rest = word.partition(":")
    return kind, rest


def _variable(word: str, name: str) -> str:
    """Read when it is needed, not as a setting at the start: its name is known only then."""
    found = os.environ.get(name)
    if found is None:
        raise Unresolved(f"{word}: the variable is not set where the collectors run")
    return found


def _file(word: str, name: str) -> str:
    folder: Path | None = settings.SECRETS_DIRECTORY
    if folder is None:
        raise Unresolved(f"{word}: INFOPORT_SECRETS_DIRECTORY is not set")
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise Unresolved(f"{word}: it leads out of the folder of secrets")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Unresolved(f"{word}: {error.strerror}") from error
    if len(content) > LARGEST:
        raise Unresolved(f"{word} has more than {LARGEST} octets")
    try:
        return content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise Unresolved(f"{word} is no text in UTF-8") from None


def _vault(word: str, rest: str) -> str:
    found = VAULT.fullmatch(rest)
    assert found is not None  # noqa: S101 - `resolved` has checked it
    mount, path, key = found.groups()
    answer = _answers.get((mount, path))
    if answer is None or answer.until < time.monotonic():
        answer = _answers[mount, path] = _asked(mount, path)
    if answer.problem:
        raise Unresolved(f"{word}: {answer.problem}")
    if key not in answer.data:
        raise Unresolved(f"{word}: the secret has no key “{key}”")
    return answer.data[key]


def _asked(mount: str, path: str) -> _Answer:
    """What Vault says (KV version 2), or why it says nothing."""
    try:
        data = _read(mount, path)
    except Unresolved as error:
        return _Answer(time.monotonic() + STALE, {}, str(error))
    return _Answer(time.monotonic() + FRESH, {name: str(value) for name, value in data.items()}, "")


def _read(mount: str, path: str) -> Mapping[str, object]:
    if not settings.VAULT_ADDRESS:
        raise Unresolved("INFOPORT_VAULT_ADDRESS is not set")
    client = hvac.Client(
        url=settings.VAULT_ADDRESS, token=_token(), verify=settings.VAULT_AUTHORITY or True, timeout=SECONDS,
        allow_redirects=False,
    )  # fmt: skip
    try:
        answer = client.secrets.kv.v2.read_secret_version(path=path, mount_point=mount, raise_on_deleted_version=True)
        data: Mapping[str, object] = answer["data"]["data"]
    except exceptions.InvalidPath:
        raise Unresolved("Vault has no such secret") from None
    except exceptions.Forbidden:
        raise Unresolved("Vault refuses our token for it") from None
    except exceptions.VaultDown:
        raise Unresolved("Vault is sealed") from None
    except (exceptions.VaultError, requests.RequestException) as error:
        raise Unresolved(f"Vault does not answer: {type(error).__name__}") from None  # its text may have the address
    except (KeyError, TypeError, ValueError):
        raise Unresolved("Vault's answer is no secret of KV version 2") from None
    finally:
        client.adapter.close()
    return data


def _token() -> str:
    """The token, read anew each time from its file: an agent of Vault renews it there."""
    if settings.VAULT_TOKEN_FILE:
        try:
            return Path(settings.VAULT_TOKEN_FILE).read_text().strip()
        except OSError as error:
            raise Unresolved(f"INFOPORT_VAULT_TOKEN_FILE cannot be read: {error.strerror}") from error
    return str(settings.VAULT_TOKEN)
