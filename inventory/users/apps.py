"""The users application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsersConfig(AppConfig):
    """NetBox's label `users`."""

    name = "inventory.users"
    label = "users"
    verbose_name = _("users")
