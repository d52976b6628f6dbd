"""Hosting requests."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HostingConfig(AppConfig):
    """What departments ask for, asked outside, handled inside, answered outside."""

    name = "inventory.hosting"
    label = "hosting"
    verbose_name = _("Hosting")
