"""Providers."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Organizational


class Provider(Organizational):
    """A company that lets circuits: telecom, mobile, broadcasting."""

    class Meta(Organizational.Meta):
        verbose_name = _("provider")
        verbose_name_plural = _("providers")

    class Inventory:
        path = "circuits/providers"
        columns = "name circuit_count description"
        search = {"name": 100, "slug": 110, "description": 500, "comments": 5000}
        counts = {"circuit_count": "circuits.circuit.provider"}
        menu = "inventory/cabling"
        icon = "building-community"
