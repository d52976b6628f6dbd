"""The application segments."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    """The networks of 三网一库, kept apart on purpose."""

    name = "inventory.segments"
    label = "segments"
    verbose_name = _("Segments")
