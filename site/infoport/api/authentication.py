"""Who asks: API tokens in both forms that NetBox's clients send."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from rest_framework import authentication, exceptions, permissions

from inventory.declare.fetching import fetch
from inventory.users.models import Token, User
from inventory.users.rules.tokens import PREFIX, TokenRefused

if TYPE_CHECKING:
    from rest_framework.request import Request

USED_EVERY: Final = timedelta(minutes=1)
"""`last_used` is exact to a minute: a write per request would double the cost of a read."""
LATER: Final = frozenset({"password", "preferences"})
HEADER_FORM: Final = 'Invalid authorization header: Must be in the form "Bearer <key>.<token>" or "Token <token>"'
READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def find(key: str) -> Token | None:
    """The token with this key, and its user, by one prepared statement: every request pays for this look-up."""
    token, user, sql = _lookup()
    found = fetch(sql, [key])
    if not found:
        return None
    made = Token.from_db("default", token, found[0][: len(token)])
    made.user = User.from_db("default", user, found[0][len(token) :])
    return made


@lru_cache(maxsize=1)
def _lookup() -> tuple[list[str], list[str], str]:
    """Attributes of token and user, and the statement that yields them; what is left out loads when asked for."""
    token = [field.attname for field in Token._meta.concrete_fields]  # noqa: SLF001 - Django's public introspection
    user = [field.attname for field in User._meta.concrete_fields if field.name not in LATER]  # noqa: SLF001 - as above
    columns = ", ".join([*(f't."{name}"' for name in token), *(f'u."{name}"' for name in user)])
    return token, user, f"SELECT {columns} FROM users_token t JOIN users_user u ON u.id = t.user_id WHERE t.key = %s"  # noqa: S608 - names of columns


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token nbt_<key>.<secret>` or `Bearer …`; the value's prefix tells the version, not the word."""

    def authenticate(self, request: Request) -> tuple[Any, Token] | None:
        """The token's user; None when no token is sent. Raises `AuthenticationFailed` with the reason (403)."""
        words = authentication.get_authorization_header(request).split()
        if not words or words[0].lower() not in {b"token", b"bearer"}:
            return None
        if len(words) != 2:  # noqa: PLR2004 - keyword and value
            raise exceptions.AuthenticationFailed(HEADER_FORM)
        token = self.recognise(words[1].decode("latin-1"))
        now = timezone.now()
        if token.last_used is None or now - token.last_used > USED_EVERY:
            Token.objects.filter(pk=token.pk).update(last_used=now)
        return token.user, token

    def recognise(self, text: str) -> Token:
        """The usable token behind `text`. Raises `AuthenticationFailed` saying why there is none."""
        if not text.startswith(PREFIX):
            raise exceptions.AuthenticationFailed("Invalid v1 token")
        key, dot, secret = text.removeprefix(PREFIX).partition(".")
        if not dot:
            raise exceptions.AuthenticationFailed(
                "Invalid authorization header: Could not parse key from v2 token. "
                "Did you mean to use 'Token' instead of 'Bearer'?"
            )
        token = find(key) if key.isprintable() else None  # PostgreSQL takes no NUL
        if token is None:
            raise exceptions.AuthenticationFailed("Invalid v2 token")
        try:
            token.check_secret(secret)
        except TokenRefused as error:
            raise exceptions.AuthenticationFailed(str(error)) from error
        if not token.user.is_active:
            raise exceptions.AuthenticationFailed("User inactive")
        return token


class TokenWrites(permissions.BasePermission):
    """Signed in, and a read-only token does not write."""

    message = "You do not have permission to perform this action."

    def has_permission(self, request: Request, view: Any) -> bool:
        """False for the anonymous, and for a write with a token that may only read."""
        del view
        if not request.user.is_authenticated:
            return False
        token = request.auth
        return not (isinstance(token, Token) and not token.write_enabled and request.method not in READS)
