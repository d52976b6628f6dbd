"""Circuit terminations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.circuits.choices import TermSide
from inventory.dcim.cabled import Cabled, links
from inventory.declare.fields import GenericRef, Ref, Word
from inventory.declare.filters import HasAny
from inventory.declare.records import Tagged


class CircuitTermination(Tagged, Cabled):
    """One end of a circuit, at a site or a location of it, and the port the provider hands over there.

    Speeds are in kbit/s.
    """

    circuit = Ref("circuits.Circuit", _("circuit"), owned=True, related="terminations")
    term_side = Word(_("side"), TermSide, max_length=1)
    termination = GenericRef(_("termination"), ("dcim.region", "dcim.sitegroup", "dcim.site", "dcim.location"))
    port_speed = models.PositiveIntegerField(_("port speed"), null=True, blank=True, help_text=_("kbit/s"))
    upstream_speed = models.PositiveIntegerField(
        _("upstream speed"), null=True, blank=True, help_text=_("kbit/s, where it differs from the port speed.")
    )
    xconnect_id = models.CharField(_("cross-connect ID"), max_length=50, blank=True, default="")
    pp_info = models.CharField(_("patch panel/port"), max_length=100, blank=True, default="")
    description = models.CharField(_("description"), max_length=200, blank=True, default="")

    class Meta(Tagged.Meta):
        ordering = ["circuit_id", "term_side", "id"]
        verbose_name = _("circuit termination")
        verbose_name_plural = _("circuit terminations")
        constraints = [
            models.UniqueConstraint(fields=["circuit", "term_side"], name="circuits_termination_unique_circuit_side")
        ]

    class Inventory:
        path = "circuits/circuit-terminations"
        brief = "circuit term_side port_speed upstream_speed xconnect_id description cable _occupied"
        columns = "circuit term_side termination port_speed upstream_speed xconnect_id cable"
        search = {"xconnect_id": 300, "pp_info": 300, "description": 500}
        computed = links()
        filters = {"provider": "circuit.provider", "cabled": HasAny(("cable",))}
        display = "{circuit.cid}: Termination {term_side}"
        key = "circuit term_side"
        parent = "circuit"
        menu = "inventory/cabling"
        icon = "plug-connected"
