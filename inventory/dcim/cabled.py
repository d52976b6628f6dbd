"""What every port has that a cable can end in."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.cable_filters import Connector, Whether
from inventory.dcim.choices import CableEnd
from inventory.dcim.component import DEVICE_FILTERS
from inventory.declare.spec import Action
from inventory.declare.vocabulary import Computed, HasAny, Holds, Ref, Word, flag

FAR_END: Final = (
    "FROM dcim_cabletermination e "
    "WHERE e.cable_id = {t}.cable_id AND e.cable_end = CASE {t}.cable_end WHEN 'A' THEN 'B' ELSE 'A' END"
)
PEERS: Final = f"ARRAY(SELECT e.termination_type || ':' || e.termination_id {FAR_END} ORDER BY e.connector, e.id)"
PEERS_TYPE: Final = f"SELECT min(e.termination_type) {FAR_END}"
OCCUPIED: Final = Holds(models.Q(cable__isnull=False) | models.Q(mark_connected=True), _("occupied"))
CONNECTED: Final = "dcim_connected({t}.cable_id, {t}.cable_end, {t}.id)"
PORT_FILTERS: Final = {
    "cabled": HasAny(("cable",), _("cabled")), "occupied": OCCUPIED, "connected": Whether(CONNECTED, _("connected")),
    "cable_connector": Connector(),
}  # fmt: skip
"""Filters of everything that a cable can end in; a port is connected when every cable of its path is."""
CABLED_FILTERS: Final = DEVICE_FILTERS | PORT_FILTERS
"""Filters of a device's ports."""
TRACE: Final = [Action("trace", "infoport.api.actions.tracing.Trace")]
"""Addresses below a port that uses a path."""
PATHS: Final = [Action("paths", "infoport.api.actions.tracing.Paths")]
"""Addresses below a port that passes paths on."""


class Cabled(models.Model):
    """A port that at most one cable ends in; `cable` and `cable_end` follow the cable's ends."""

    cable = Ref("dcim.Cable", _("cable"), null=True, keep=False, related="+", editable=False)
    cable_end = Word(_("cable end"), CableEnd, null=True, editable=False, max_length=1)
    mark_connected = flag(_("mark connected"), _("Treat as if a cable is connected."))

    class Meta:
        abstract = True


def links(*endpoints: str) -> dict[str, Computed]:
    """The computed keys of a cabled port. `endpoints`: labels of what a cable from this kind of port may end in.

    Paths through patch panels, circuits and cables with a profile are followed by `dcim_endpoints` (migration
    `cabling`). Without `endpoints` the port itself passes a path on and has no connected endpoints.
    """
    found = {
        "link_peers": Computed(PEERS, "generics", _("link peers")),
        "link_peers_type": Computed(PEERS_TYPE, "text", _("link peers type")),
        "_occupied": Computed("{t}.cable_id IS NOT NULL OR {t}.mark_connected", "boolean", _("occupied")),
    }
    if not endpoints:
        return found
    allowed = ", ".join(f"'{label}'" for label in endpoints)
    plain = "EXISTS (SELECT FROM dcim_cable k WHERE k.id = {t}.cable_id AND k.profile IS NULL)"
    direct = f"(SELECT bool_and(e.termination_type IN ({allowed})) AND {plain} {FAR_END})"
    path = "({t}.cable_id, {t}.cable_end, {t}.id)"
    ends = f"CASE WHEN {direct} THEN {PEERS} ELSE dcim_endpoints{path} END"
    status = "(SELECT k.status = 'connected' FROM dcim_cable k WHERE k.id = {t}.cable_id)"
    reachable = f"coalesce(CASE WHEN {direct} THEN {status} ELSE dcim_reachable{path} END, false)"
    return found | {
        "connected_endpoints": Computed(ends, "generics", _("connected endpoints")),
        "connected_endpoints_type": Computed(
            f"split_part(({ends})[1], ':', 1)", "text", _("connected endpoints type"), sortable=False
        ),
        "connected_endpoints_reachable": Computed(
            reachable, "boolean", _("connected endpoints reachable"), sortable=False
        ),
    }
