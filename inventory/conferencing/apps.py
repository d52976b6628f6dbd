"""The application conferencing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConferencingConfig(AppConfig):
    """The video-conference venues of the city and what stands in them."""

    name = "inventory.conferencing"
    label = "conferencing"
    verbose_name = _("Conferencing")
