"""Circuit terminations."""

from django.utils.translation import gettext_lazy as _

from inventory.circuits.choices import TermSide
from inventory.circuits.ends import END_FILTERS
from inventory.dcim.cabled import PATHS, Cabled, links
from inventory.declare.vocabulary import GenericRef, Ref, Tagged, Word, text, unique, whole

PLACES = ("dcim.region", "dcim.sitegroup", "dcim.site", "dcim.location")


class CircuitTermination(Tagged, Cabled):
    """One end of a circuit, at a site or a location of it, and the port the provider hands over there."""

    circuit = Ref("circuits.Circuit", _("circuit"), owned=True, related="terminations")
    term_side = Word(_("side"), TermSide, max_length=1)
    termination = GenericRef(_("termination"), PLACES)
    port_speed = whole(_("port speed"), hint=_("kbit/s"))
    upstream_speed = whole(_("upstream speed"), hint=_("kbit/s, where it differs from the port speed."))
    xconnect_id = text(_("cross-connect ID"), 50)
    pp_info = text(_("patch panel/port"), 100)
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["circuit_id", "term_side", "id"]
        verbose_name, verbose_name_plural = _("circuit termination"), _("circuit terminations")
        constraints = [unique("circuits_termination_unique_circuit_side", "circuit", "term_side")]

    class Inventory:
        path = "circuits/circuit-terminations"
        actions = PATHS
        brief = "circuit term_side port_speed upstream_speed xconnect_id description cable _occupied"
        columns = "circuit term_side termination port_speed upstream_speed xconnect_id cable"
        search = {"xconnect_id": 300, "pp_info": 300, "description": 500}
        computed, filters = links(), END_FILTERS
        display, key = "{circuit.cid}: Termination {term_side}", "circuit term_side"
        parent, menu, icon = "circuit", "inventory/cabling", "plug-connected"
