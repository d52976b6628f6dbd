"""Where the demo's terminals and MCUs are asked, and what was sampled during the last conference."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any, Final

from infoport.demo.register import Ref
from infoport.demo.sources import source
from infoport.demo.terminals import UNITS, address
from infoport.demo.terminals.serving import rooms

if TYPE_CHECKING:
    from infoport.demo.register import Register

LIMIT, USABLE = 1.0, 2.0
"""Loss in per cent up to which a sample of the demo was green, and amber."""
LIMITS: Final = {"loss": LIMIT, "delay": 150, "jitter": 30}
LEAD: Final = dt.timedelta(minutes=10)
QUIET: Final = (0.0, 0.3)
DELAY: Final = (5, 30)


def add_terminals(register: Register, port: int) -> None:
    """Have the terminals asked over SIP at UDP `port` and their paths measured at the next one."""
    for at, (slug, _device, _trouble) in enumerate(rooms(), 1):
        terminal = Ref("conferencing.venueendpoint", slug)
        if terminal in register:
            register.change(terminal, ask_address=f"{address(at)}/32", sip_port=port, path_port=port + 1)
    for at, slug in enumerate(list(register.rows("conferencing.mcu")), UNITS + 1):
        register.change(Ref("conferencing.mcu", slug), ask_address=f"{address(at)}/32", sip_port=port)
    sampled = source("venues")["sampled"]
    if Ref("conferencing.conference", sampled["conference"]) in register:
        _during(register, sampled)


def _during(register: Register, given: dict[str, Any]) -> None:
    meeting = register.rows("conferencing.conference")[given["conference"]]
    every, at = dt.timedelta(minutes=given["every"]), meeting["start"]
    invited = [
        row["venue"] for row in register.rows("conferencing.participant").values()
        if row["conference"].key == given["conference"]
    ]  # fmt: skip
    for venue in invited:
        _sample(register, venue, at - LEAD, given, "before")
    while at < meeting["end"]:
        for venue in invited:
            _sample(register, venue, at, given)
        at += every


def _sample(register: Register, venue: Ref, at: dt.datetime, given: dict[str, Any], occasion: str = "during") -> None:
    dice = random.Random(f"{venue.key}{at}")  # noqa: S311 - no secret
    losses = given["troubles"].get(venue.key)
    loss = round(dice.choice(losses) if losses else dice.uniform(*QUIET), 2)
    state = "ready" if loss <= LIMIT else "limited" if loss <= USABLE else "not-ready"
    seen = {"loss": loss, "delay": dice.randint(*DELAY), "jitter": round(dice.uniform(1, 8), 1)}
    checks: list[dict[str, Any]] = [
        {"name": name, "state": "ready", "value": True} for name in ("answers", "registered")
    ]
    checks += [
        {"name": name, "state": state if name == "loss" else "ready", "value": value, "limit": LIMITS[name]}
        for name, value in seen.items()
    ]
    register.add(
        "conferencing.readinesssample", f"{venue.key}|{at:%m%d%H%M}", venue=venue, at=at, occasion=occasion,
        conference=Ref("conferencing.conference", given["conference"]), state=state, registered=True, answers=True,
        **seen, marked=True, detail={"checks": checks},
    )  # fmt: skip
