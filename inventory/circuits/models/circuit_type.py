"""Circuit types."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import ColorField
from inventory.declare.records import Organizational


class CircuitType(Organizational):
    """A kind of circuit: dark fibre, MSTP, MPLS VPN, Internet access, telephone."""

    color = ColorField(_("color"), blank=True, default="")

    class Meta(Organizational.Meta):
        verbose_name = _("circuit type")
        verbose_name_plural = _("circuit types")

    class Inventory:
        path = "circuits/circuit-types"
        columns = "name color circuit_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"circuit_count": "circuits.circuit.type"}
        menu = "inventory/cabling"
        icon = "tag"
