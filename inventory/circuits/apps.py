"""The application circuits."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CircuitsConfig(AppConfig):
    """Lines rented from others."""

    name = "inventory.circuits"
    label = "circuits"
    verbose_name = _("Circuits")
