"""The application dcim."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DcimConfig(AppConfig):
    """What stands where and what is plugged into what: rooms, racks, devices, ports, cables, power."""

    name = "inventory.dcim"
    label = "dcim"
    verbose_name = _("Sites and devices")
