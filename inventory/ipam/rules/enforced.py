"""Where addresses and prefixes are unique: the global table's setting, and what the database keeps of it.

The rules refuse a duplicate with its name; two writers at once are told apart by unique indexes over rows whose
`_enforced` is set, which a trigger does from the row's VRF (migration `0003`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from inventory.ipam.models import VRF


def enforced() -> models.BooleanField[bool, bool]:
    """Whether duplicates of the row are refused; kept by the database, whatever is written."""
    return models.BooleanField(default=True, db_default=True, editable=False)


def is_unique_in(vrf: VRF | Any) -> bool:
    """Whether a routing table refuses duplicates; `None` is the global table, which has a setting of its own."""
    return bool(vrf.enforce_unique if vrf else getattr(settings, "ENFORCE_GLOBAL_UNIQUE", True))
