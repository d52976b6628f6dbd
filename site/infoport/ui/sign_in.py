"""Signing in."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.views import LoginView
from django.core.cache import cache

from infoport.ui.preferences import set_cookies
from inventory.users.models import User

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpResponse


class SignIn(LoginView):
    """The sign-in page. An installation with the demo city tells its first account while that keeps its password."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the demonstration's login."""
        login = _demo_login()
        if login:
            kwargs["demo_login"] = login
        return super().get_context_data(**kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Bring the person's own choices to this browser."""
        response = super().form_valid(form)
        set_cookies(response, getattr(form.get_user(), "preferences", None) or {})
        return response


CHECK_SECONDS: Final = 3600
"""How long it is remembered that a demo account keeps its password: checking one is slow on purpose."""


def _demo_login() -> dict[str, str] | None:
    """Name and password of the demo city's first account; None without the demo or once the password was changed."""
    if not settings.ENVIRONMENT.demo or find_spec("infoport.demo.people") is None:
        return None
    from infoport.demo.people import logins  # noqa: PLC0415 - reads the city's data files

    first = logins()[0]
    user = User.objects.filter(username=first.name, is_active=True).first()
    if user is None:
        return None
    key = f"demo-login:{hashlib.sha256(user.password.encode()).hexdigest()}"
    same = cache.get_or_set(key, lambda: check_password(first.password, user.password), CHECK_SECONDS)
    return {"username": first.name, "password": first.password} if same else None
