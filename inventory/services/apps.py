"""The application services."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    """What the city runs on its machines, for whom, on what it depends, and where its copies lie."""

    name = "inventory.services"
    label = "services"
    verbose_name = _("Services")
