"""What a conference endpoint or bridge says of its calls. Absent (None) means it did not say."""

from typing import Literal

from collectors.facts.provenance import Fact


class ConferenceStatus(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One endpoint, or one call of a bridge."""

    name: str | None = None
    call: Literal["none", "calling", "connected", "failed"] | None = None
    calls: int | None = None  # active ones
    sip: Literal["registered", "unregistered", "failed", "disabled"] | None = None
    h323: Literal["registered", "unregistered", "failed", "disabled"] | None = None
    loss_percent: float | None = None
    jitter_ms: float | None = None
    bandwidth_kbps: float | None = None
