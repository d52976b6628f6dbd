"""The application outposts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutpostsConfig(AppConfig):
    """Collectors where the core does not reach."""

    name = "inventory.outposts"
    label = "outposts"
    verbose_name = _("Outposts")
