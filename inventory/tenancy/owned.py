"""What everything that belongs to a tenant is filtered by."""

from __future__ import annotations

from typing import Final

OWNED_FILTERS: Final = {"tenant_group": "tenant.group"}
