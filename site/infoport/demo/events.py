"""What devices told in the days before the city was loaded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from infoport.demo.register import Ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infoport.demo.register import Register

PAST: Final = (
    # hours ago, device, kind, severity, part, code, text, count
    (71, "xxg-p-ups01", "on-battery", "critical", "", "upsTrapOnBattery", "市电中断，由电池供电", 3),
    (71, "xxg-p-ups01", "on-mains", "notice", "", "powerRestored", "市电恢复", 1),
    (70, "xxg-a-core01", "config-changed", "notice", "", "CFM/SAVE", "The user chose Y when saving", 1),
    (52, "szf-01f-acc01", "login-failed", "warning", "", "SSHS/SSHS_AUTH_FAIL", "SSH user admin failed to log in", 17),
    (31, "nongan-wan01", "bgp-down", "error", "10.255.0.1", "BGP/ADJCHANGE", "neighbor 10.255.0.1 Down", 1),
    (31, "nongan-wan01", "bgp-up", "notice", "10.255.0.1", "BGP/ADJCHANGE", "neighbor 10.255.0.1 Up", 1),
    (26, "zwzx-hall01", "mac-moved", "warning", "", "MACFLAP/DETECTED", "0050.56b1.0a11: Gi 0/3, Gi 0/5", 6),
    (9, "sw-core01", "login", "info", "", "SHELL/SHELL_LOGIN", "wangli logged in from vty0.", 2),
)  # fmt: skip
"""Done with: nothing of it is so any more, and the devices say so when they are polled."""
STRANGER: Final = "127.64.250.250"


def add_events(register: Register, addresses: Mapping[str, str]) -> None:
    """Add the events and their senders."""
    senders: dict[str, tuple[str | None, int, int]] = {STRANGER: (None, 412, 12)}
    for at, (hours, device, kind, severity, part, code, text, count) in enumerate(PAST):
        ago = dt.timedelta(hours=hours, minutes=7 * at % 60)
        _event(register, f"{at}", addresses[device], ago, {
            "device": Ref("dcim.device", device), "evidence": "address", "kind": kind, "severity": severity,
            "object": part, "code": code, "message": text, "count": count,
            "origin": "trap" if "/" not in code else "syslog", "protocol": "v2c" if "/" not in code else "rfc3164",
            "host": "" if "/" not in code else device,
        })  # fmt: skip
        known = senders.get(addresses[device], (device, 0, 0))
        senders[addresses[device]] = (device, known[1] + count, 0)
    _event(register, "stranger", STRANGER, dt.timedelta(hours=20), {
        "kind": "other", "severity": "warning", "code": "hostapd", "message": "wlan0: station associated", "count": 400,
        "origin": "syslog", "protocol": "rfc3164", "host": "ap-lobby",
    })  # fmt: skip
    register.add(
        "events.alert", "utility", state="resolved", severity="critical", name="UpsOnBattery",
        summary="xxg-p-ups01 feeds from its battery", device=Ref("dcim.device", "xxg-p-ups01"), fingerprint="demo-0",
        starts_at=dt.timedelta(hours=71), ends_at=dt.timedelta(hours=70), acknowledged_by="operator",
        told_at=dt.timedelta(hours=71), acknowledged_at=dt.timedelta(hours=71) - dt.timedelta(minutes=4),
        team=Ref("services.supportteam", "city-info"), officer=Ref("tenancy.contact", "zhou-haitao"),
        labels={"alertname": "UpsOnBattery", "device": "xxg-p-ups01", "severity": "critical"},
    )  # fmt: skip
    for address, (name, received, malformed) in senders.items():
        values: dict[str, Any] = {"device": Ref("dcim.device", name)} if name else {}
        register.add(
            "events.sender", address, address=f"{address}/32", received=received, malformed=malformed,
            first_seen=dt.timedelta(days=3), last_seen=dt.timedelta(hours=9), **values,
        )  # fmt: skip


def _event(register: Register, key: str, source: str, ago: dt.timedelta, values: Mapping[str, Any]) -> None:
    register.add(
        "events.event", key, source=f"{source}/32", last_seen=ago, first_seen=ago + dt.timedelta(minutes=4),
        identity=f"demo-{key}", detail={}, **values,
    )  # fmt: skip
