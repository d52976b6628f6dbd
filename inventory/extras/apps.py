"""The application extras."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExtrasConfig(AppConfig):
    """What any object may bear: tags."""

    name = "inventory.extras"
    label = "extras"
    verbose_name = _("Extras")
