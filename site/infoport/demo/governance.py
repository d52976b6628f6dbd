"""Who is responsible for what, and the watches of the three centres."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register

LABELS = {
    "location": "dcim.location", "site": "dcim.site", "tenant": "tenancy.tenant", "role": "dcim.devicerole",
    "team": "services.supportteam",
}  # fmt: skip


def add_governance(register: Register) -> None:
    """Add the rules of responsibility."""
    for each in source("governance")["responsibilities"]:
        values: dict[str, Any] = {
            name: Ref(LABELS[name], value) if name in LABELS else value for name, value in each.items()
        }
        register.add("services.responsibility", str(each["precedence"]), **values)


def add_watches(register: Register, now: dt.datetime) -> None:
    """Add duty shifts from a week before `now` until two weeks after; the people of a centre take turns."""
    data = source("governance")
    people: dict[str, list[str]] = {}
    for each in source("organisations")["contacts"]:
        people.setdefault(each["team"], []).append(each["english"].lower().replace(" ", "-"))
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [midnight + dt.timedelta(days=day, hours=hour) for day in range(*data["days"]) for hour in data["watches"]]
    for team, names in people.items():
        for at, (start, end) in enumerate(itertools.pairwise(starts)):
            for kind, step in (("primary", 0), ("secondary", 1)):
                register.add(
                    "services.dutyshift", f"{team} {kind} {start.isoformat()}", kind=kind, starts_at=start, ends_at=end,
                    team=Ref("services.supportteam", team),
                    contact=Ref("tenancy.contact", names[(at + step) % len(names)]),
                )  # fmt: skip
