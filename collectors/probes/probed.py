"""What one probe of a service saw."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

State = Literal["up", "degraded", "down", "unknown"]


class Probed(Struct, frozen=True, kw_only=True):
    """One probe. "unknown" says that the probe could not be made, which is nothing against the service."""

    state: State
    reason: str = ""  # empty only when up
    seconds: Mapping[str, float]  # how long each step took, in order; steps not reached are absent
    expires: datetime | None = None  # of the certificate shown; None where none was shown, or it was not trusted
