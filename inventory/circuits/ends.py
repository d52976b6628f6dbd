"""Filters of circuits and of their ends by the place where an end lies."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from inventory.dcim.cabled import OCCUPIED
from inventory.dcim.scoped import placed
from inventory.declare.vocabulary import Computed, HasAny
from inventory.tenancy.owned import OWNED_FILTERS

END_FILTERS: Final = {
    "provider": "circuit.provider",
    "cabled": HasAny(("cable",), _("cabled")),
    "occupied": OCCUPIED,
    **placed("termination"),
}
CIRCUIT_FILTERS: Final = placed("termination", ("circuits.circuittermination", "circuit")) | OWNED_FILTERS
PROVIDER_COMPUTED: Final = {
    "accounts": Computed(
        "ARRAY(SELECT a.id FROM circuits_provideraccount a WHERE a.provider_id = {t}.id ORDER BY a.account)",
        "refs", _("accounts"), target="circuits.provideraccount",
    ),
}  # fmt: skip
PROVIDER_FILTERS: Final = {
    "asn": "asns",
    **placed("termination", ("circuits.circuittermination", "circuit__provider")),
}
