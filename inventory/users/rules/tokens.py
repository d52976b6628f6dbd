"""Issuing and recognising API tokens."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.users.models import Token, User

ALPHABET: Final = string.ascii_letters + string.digits
PREFIX: Final = "nbt_"
"""NetBox's form: `nbt_<12-character key>.<40-character secret>`; clients choose the keyword by it."""


def digest(secret: str) -> str:
    """HMAC-SHA256 of the secret under the installation's key: a stolen table does not sign in."""
    return hmac.new(settings.SECRET_KEY.encode(), b"token:" + secret.encode(), hashlib.sha256).hexdigest()


class TokenRefused(Exception):
    """A token that cannot be used; the message is shown to the client."""


def make_secret(token: Any, _extra: dict[str, Any] | None = None) -> None:
    """Give a new token its key and secret; the text is told once, by the answer to the request that made it."""
    if token.pk is not None:
        return
    token.key = "".join(secrets.choice(ALPHABET) for _ in range(12))
    secret = "".join(secrets.choice(ALPHABET) for _ in range(40))
    token.digest = digest(secret)
    token.told_once = {"version": 2, "token": secret}  # on NetBox's wire: its clients put prefix and key before it
    token.shown_once = f"{PREFIX}{token.key}.{secret}"


def expires_later(token: Any) -> None:
    """Refuse a token that would be dead on arrival. Raises `ValidationError` naming the server's time."""
    now = timezone.now()
    if token.pk is None and token.expires and token.expires <= now:
        text = _("Expiration time must be in the future. Current server time is %s.") % now.isoformat(
            timespec="seconds"
        )
        raise ValidationError({"expires": text})


class Secret:
    """What `Token` can do."""

    TOLD_ONCE: ClassVar = ("token",)
    """Keys that only the answer to the request that made it has."""
    key: Any
    digest: Any
    enabled: Any
    expires: Any
    told_once: dict[str, Any]
    shown_once: str

    @classmethod
    def issue(cls: Any, user: User, **fields: Any) -> tuple[Token, str]:
        """Make a token for `user`. Returns it with its text, which is never to be had again."""
        token = cls(user=user, **fields)
        make_secret(token)
        token.save()
        return token, token.shown_once

    def check_secret(self, secret: str, now: datetime | None = None) -> None:
        """Raise `TokenRefused` when the secret is wrong, or the token disabled or expired."""
        if not hmac.compare_digest(self.digest, digest(secret)):
            raise TokenRefused("Invalid v2 token")
        if not self.enabled:
            raise TokenRefused("Token disabled")
        if self.expires and self.expires <= (now or timezone.now()):
            raise TokenRefused("Token expired")
