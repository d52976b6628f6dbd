"""The rooms of the video conference network and their terminals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infoport.demo.plant import Plant
    from infoport.demo.register import Register

ZONE: Final = ZoneInfo("Asia/Shanghai")


def add_venues(register: Register, plant: Plant) -> None:
    """Add venues and what is called in each, MCUs, limits, conferences and test calls."""
    data = source("venues")
    for each in data["main"]:
        stand_in = Ref("conferencing.venue", each["stand_in"])
        _venue(register, plant, each, kind="main", status=each["status"], stand_in=stand_in)
    branch = data["branch"]
    _venue(register, plant, branch, kind="branch", parent=Ref("conferencing.venue", "venue-sw"))
    for district in source("places")["districts"]:
        if district["venue"]:
            short = district.get("short", district["name"])
            given = {
                "slug": f"venue-{district['slug']}", "name": f"{short}电视电话会议室", "site": district["slug"],
                "english": f"Conference room of {district['english']}", "location": "room", "tenant": district["slug"],
                "device": f"{district['slug']}-vc01", "team": "city-info", "seats": 40,
            }  # fmt: skip
            _venue(register, plant, given, kind="base", parent=Ref("conferencing.venue", branch["slug"]))
    _units(register, plant, data)
    _conferences(register, data)


def _units(register: Register, plant: Plant, data: dict[str, Any]) -> None:
    for each in data["readiness"]:
        register.add("conferencing.readinesslimit", each["kind"], **each)
    for each in data["mcus"]:
        device = plant.devices[each["device"]]
        address = Ref("ipam.ipaddress", f"conference {device.primary}")
        register.add(
            "conferencing.mcu", each["slug"], name=each["name"], description=each["english"], device=device.ref,
            address=address if address in register else None, venue=Ref("conferencing.venue", each["venue"]),
            stand_in=Ref("conferencing.mcu", each["stand_in"]), ports=each["ports"], bandwidth=each["bandwidth"],
            uri=f"sip:{device.name}@{data['call']['domain']}", segment=Ref("segments.segment", "conference"),
            responsible=Ref("services.supportteam", "gov-service"),
        )  # fmt: skip


def _conferences(register: Register, data: dict[str, Any]) -> None:
    for each in data["conferences"]:
        start, end = (_at(each["day"], each[name]) for name in ("from", "to"))
        host = Ref("conferencing.venue", each["host"])
        conference = register.add(
            "conferencing.conference", each["name"], name=each["name"], description=each["english"], start=start,
            end=end, state=each["state"], host=host, mcu=Ref("conferencing.mcu", each["mcu"]),
            tenant=Ref("tenancy.tenant", each["tenant"]), responsible=Ref("services.supportteam", "gov-service"),
        )  # fmt: skip
        for slug, kind in _invited(register, each["venues"], each["host"]):
            register.add(
                "conferencing.participant", f"{each['name']}|{slug}", conference=conference,
                venue=Ref("conferencing.venue", slug), role=kind, required=kind != "base",
            )  # fmt: skip
    for each in data["test_calls"]:
        values = {name: value for name, value in each.items() if name not in {"venue", "day"}}
        register.add(
            "conferencing.testcall", f"{each['venue']} {each['day']}", **values, at=_at(each["day"], "15:00"),
            venue=Ref("conferencing.venue", each["venue"]), made_by="市政府电子政务服务中心",
        )  # fmt: skip


def _at(day: int, clock: str) -> dt.datetime:
    """A time of the city so many days from today."""
    today = dt.datetime.now(ZONE).date() + dt.timedelta(days=day)
    return dt.datetime.combine(today, dt.time.fromisoformat(clock), ZONE)


def _invited(register: Register, venues: list[str] | str, host: str) -> Iterator[tuple[str, str]]:
    """Slug and role of each venue of a conference, the leading one first."""
    yield host, "main"
    for slug, venue in register.rows("conferencing.venue").items():
        wanted = venues == "all" or slug in venues or (venues == "counties" and venue["kind"] == "base")
        if slug != host and wanted and venue.get("status", "active") == "active":
            yield slug, "branch" if venue["kind"] == "main" else venue["kind"]


def _venue(register: Register, plant: Plant, given: dict[str, Any], **values: Any) -> None:
    limits = source("venues")["limits"]
    venue = register.add(
        "conferencing.venue", given["slug"], name=given["name"], slug=given["slug"], description=given["english"],
        site=Ref("dcim.site", given["site"]), location=Ref("dcim.location", f"{given['site']}/{given['location']}"),
        tenant=Ref("tenancy.tenant", given["tenant"]), responsible=Ref("services.supportteam", given["team"]),
        seats=given["seats"], **limits, **values,
    )  # fmt: skip
    named = {"name": f"{given['name']}终端", "device": given["device"]}
    _endpoint(register, plant, given["slug"], venue, named, kind="codec", status=values.get("status", "active"))


def _endpoint(register: Register, plant: Plant, slug: str, venue: Ref, given: dict[str, Any], **values: Any) -> None:
    call = source("venues")["call"]
    device = plant.devices[given["device"]]
    address = Ref("ipam.ipaddress", f"conference {device.primary}")
    register.add(
        "conferencing.venueendpoint", slug, venue=venue, name=given["name"], device=device.ref,
        address=address if address in register else None, signalling="sip", uri=f"sip:{device.name}@{call['domain']}",
        bandwidth=call["bandwidth"], segment=Ref("segments.segment", "conference"), **values,
    )  # fmt: skip
