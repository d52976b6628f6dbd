"""The application virtualization."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VirtualizationConfig(AppConfig):
    """Clusters, virtual machines and what they have."""

    name = "inventory.virtualization"
    label = "virtualization"
    verbose_name = _("Virtualisation")
