"""The rooms of the video conference network and their terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.plant import Plant
    from infoport.demo.register import Register


def add_venues(register: Register, plant: Plant) -> None:
    """Add the two main venues, the branch venue, the base-level venues and what is called in each."""
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
    for each in data["units"]:
        _endpoint(register, plant, each["slug"], Ref("conferencing.venue", each["venue"]), each, kind="mcu")


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
