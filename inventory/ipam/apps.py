"""The application ipam."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IpamConfig(AppConfig):
    """Networks we intend to use: VRFs, prefixes, ranges, addresses, VLANs."""

    name = "inventory.ipam"
    label = "ipam"
    verbose_name = _("Addresses")
