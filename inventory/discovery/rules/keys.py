"""A credential fits the way it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inventory.reconcile.checks import credential_fits_method, port_fits_method

if TYPE_CHECKING:
    from inventory.discovery.models import Key


def key_fits(key: Key) -> None:
    """As of an access: SSH needs a login, SNMPv3 a user, v1 and v2c a community. Raises `ValidationError`."""
    alike: Any = key
    credential_fits_method(alike)
    port_fits_method(alike)
