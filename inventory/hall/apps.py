"""The service hall."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HallConfig(AppConfig):
    """Windows and offices, their outlets, and the networks that each shall reach."""

    name = "inventory.hall"
    label = "hall"
    verbose_name = _("Service hall")
