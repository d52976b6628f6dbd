"""Filters of circuits and of their ends by the place where an end lies."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import OCCUPIED
from inventory.dcim.scoped import placed
from inventory.declare.vocabulary import HasAny
from inventory.tenancy.owned import OWNED_FILTERS

END_FILTERS: Final = {
    "provider": "circuit.provider",
    "cabled": HasAny(("cable",), _("cabled")),
    "occupied": OCCUPIED,
    **placed("termination"),
}
CIRCUIT_FILTERS: Final = placed("termination", ("circuits.circuittermination", "circuit")) | OWNED_FILTERS
