"""How the observed side of each rule is written into the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inventory.reconcile.resolving import addresses, cables, devices, interfaces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.reconcile.resolving.acceptance import Handler

HANDLERS: Final[Mapping[str, Handler]] = {
    **devices.HANDLERS,
    **interfaces.HANDLERS,
    **addresses.HANDLERS,
    **cables.HANDLERS,
}
"""Rule → what accepting it does."""
