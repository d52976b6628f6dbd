"""One thing that a device told of its own accord."""

from datetime import datetime
from typing import Any, Literal, get_args

from msgspec import Struct

Origin = Literal["trap", "inform", "syslog"]
Severity = Literal["critical", "error", "warning", "notice", "info"]
Kind = Literal[
    "link-down", "link-up", "cold-start", "warm-start", "auth-failure", "login", "login-failed", "config-changed",
    "bgp-down", "bgp-up", "ospf-down", "ospf-up", "topology-changed", "failover", "fan-failed", "fan-ok",
    "power-failed", "power-ok", "temperature-high", "temperature-ok", "on-battery", "on-mains", "battery-low",
    "hardware-changed", "optics", "overload", "address-conflict", "mac-moved", "security", "other",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""Worst first."""

BY_SYSLOG: tuple[Severity, ...] = (
    "critical", "critical", "critical", "error", "warning", "notice", "info", "info",
)  # fmt: skip
"""Numerical severity of RFC 5424 §6.2.1 → ours: emergency, alert and critical are one, informational and debug too."""


class Malformed(ValueError):
    """This is not a message of the protocol it came by."""


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A trap, an inform or a syslog message, understood as far as the tables go.

    `code` is what the sender calls it: a mnemonic without its severity (`LINK/UPDOWN`) or the OID of a notification.
    `object` is the part of the device it is about, as the device names it; "" when it names none. `alike` is the text
    with its numbers taken out, so that messages of kind "other" that differ in nothing else count as one.
    """

    origin: Origin
    protocol: str  # rfc5424, rfc3164, v1, v2c or v3
    source: str  # address of the sender, canonical text
    at: datetime  # UTC, when it was received
    kind: Kind = "other"
    severity: Severity = "notice"
    code: str = ""
    object: str = ""
    if_index: int | None = None  # of the interface it is about, where its name was not stated
    host: str = ""  # host name or address that the message itself states; "" for none
    message: str = ""
    alike: str = ""
    stated_at: datetime | None = None  # the sender's own clock, UTC
    detail: dict[str, Any] = {}  # variables of a notification, structured data of RFC 5424
