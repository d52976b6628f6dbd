"""The application samples."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SamplesConfig(AppConfig):
    """Samples of polled facts. Its tables are SQL of their own (migration 0001): no row of them is an object."""

    name = "monitoring.samples"
    label = "samples"
    verbose_name = _("samples")
