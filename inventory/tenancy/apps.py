"""The application tenancy."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    """Whom things belong to and whom to ask: tenants, contacts, and their groups."""

    name = "inventory.tenancy"
    label = "tenancy"
    verbose_name = _("Tenancy")
