"""The application discovery."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscoveryConfig(AppConfig):
    """Ranges that are looked through, and candidates found there."""

    name = "inventory.discovery"
    label = "discovery"
    verbose_name = _("Discovery")
