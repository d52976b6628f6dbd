"""Signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import LoginView

from infoport.ui.preferences import set_cookies
from inventory.users.models import User

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpResponse


class SignIn(LoginView):
    """The sign-in page. `settings.DEMO_LOGIN` (user name and password) is told when such a person exists."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the demonstration's login."""
        login = getattr(settings, "DEMO_LOGIN", None)
        if login and User.objects.filter(username=login["username"], is_active=True).exists():
            kwargs["demo_login"] = login
        return super().get_context_data(**kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Bring the person's own choices to this browser."""
        response = super().form_valid(form)
        set_cookies(response, getattr(form.get_user(), "preferences", None) or {})
        return response
