"""What a data source may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.sealing import opened, sealed

if TYPE_CHECKING:
    from inventory.core.models import DataSource

WORDS: Final = {"password": "text"}
"""Written, never read: the password or access token of a git server."""
KNOWN: Final = frozenset({"branch", "username"})


def is_acceptable(source: DataSource) -> None:
    """A git source is fetched by https only; parameters are those that are known. Raises `ValidationError`."""
    if source.type == "git" and not source.source_url.startswith("https://"):
        reason = _("“%s” is no address a git repository is fetched from; it begins with https://.")
        raise ValidationError({"source_url": reason % source.source_url})
    given = source.parameters if source.parameters is not None else {}
    if not isinstance(given, dict) or any(not isinstance(value, str) for value in given.values()):
        raise ValidationError({"parameters": _("An object of texts is expected, as {“branch”: “main”}.")})
    unknown = sorted(set(given) - KNOWN)
    if unknown:
        reason = _("“%(name)s” is not known; known are %(known)s.")
        raise ValidationError({"parameters": reason % {"name": unknown[0], "known": ", ".join(sorted(KNOWN))}})
    if str(given.get("branch", "")).startswith("-"):
        raise ValidationError({"parameters": _("“%s” is no branch.") % given["branch"]})


def keep_password(source: DataSource, extra: dict[str, Any]) -> None:
    """Seal the password given with a source; one not given stays as it is."""
    if extra.get("password"):
        source.secret = sealed({"password": extra["password"]}, bound(source))


def password_of(source: DataSource) -> str:
    """The password, or nothing. Raises `Sealed` when it cannot be opened."""
    return opened(bytes(source.secret), bound(source)).get("password", "") if source.secret else ""


def bound(source: DataSource) -> str:
    """What the password is bound to."""
    # Bound to the address, not the id: it exists before the row does, and another address must not get the password.
    return f"core.datasource:{source.source_url}"
