"""What a probe waits for, and from when on it calls a service degraded."""

from typing import Final

from msgspec import Struct

OCTETS: Final = 1 << 20
"""Octets of a body that are looked at; enough for a page that says it is well."""


class Bounds(Struct, frozen=True, kw_only=True):
    """Limits of one probe. The values given are ours; none is from a standard."""

    seconds: float = 10.0  # for the whole probe; then the service is down
    slow: float = 3.0  # seconds for the whole probe from which on it is degraded
    days: int = 14  # a certificate that has fewer left is degraded
