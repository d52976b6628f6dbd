"""Who asks for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest

    from inventory.users.models import User


def asker(request: HttpRequest) -> User:
    """The person who signed in; `infoport.ui.middleware.SignedIn` lets nobody else through."""
    return cast("User", request.user)
