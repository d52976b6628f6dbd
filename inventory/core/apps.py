"""The core application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """NetBox's label `core`."""

    name = "inventory.core"
    label = "core"
    verbose_name = _("core")
