"""Power: a feed of each side to each rack of the rooms, a PDU on each feed, and devices on both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from infoport.demo.equipment import CARDS
from infoport.demo.patterns import expand
from infoport.demo.plant import Place
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infoport.demo.plant import Device, Plant
    from infoport.demo.register import Register

SIDES: Final = ("A", "B")
COLOUR: Final = {"A": "c0392b", "B": "2980b9"}


def add_pdus(plant: Plant, register: Register) -> None:
    """Feed every rack of the rooms from both sides and hang a PDU on each feed; before the management ports are cabled."""
    for room, location, rack in _powered_racks():
        for side in SIDES:
            panel = next(each for each in source("rooms")["power_panels"] if each["room"] == room and each["side"] == side)
            name = f"{rack}-{side}"
            feed = register.add(
                "dcim.powerfeed", f"{panel['slug']} {name}", power_panel=Ref("dcim.powerpanel", panel["slug"]), name=name,
                rack=Ref("dcim.rack", f"{room}/{rack}"), type="primary" if side == "A" else "redundant",
                voltage=220, amperage=16, max_utilization=80,
            )  # fmt: skip
            place = Place(room, location, f"{room}/{rack}")
            pdu = plant.add(f"{room}-{rack.lower()}-pdu-{side.lower()}", "AP8858EU3", "pdu", place)
            plant.connect(feed, Ref("dcim.powerport", f"{pdu.name}|Power Port 1"), "power", 12, name, COLOUR[side])


def _powered_racks() -> Iterator[tuple[str, str, str]]:
    """(room, location, rack) of every rack in a machine room, wiring closets left out."""
    for zone in source("rooms")["zones"]:
        if "racks" in zone and not zone.get("closet"):
            for rack in expand(zone["racks"]):
                yield zone["room"], f"{zone['room']}/{zone['slug'].lower()}", rack


def plug_in(plant: Plant) -> None:
    """Plug every rack-mounted device into its PDUs, supplies alternating between the sides, or into its site's UPS."""
    sockets: dict[str, list[tuple[str, str]]] = {
        each.name: each.kind.sockets() for each in plant.devices.values() if each.role in {"pdu", "ups"}
    }
    for device in plant.devices.values():
        if device.place.rack is None or device.role in {"pdu", "ups"}:
            continue
        sources = _sources(plant, device)
        if sources:
            for at, (port, plug) in enumerate(device.kind.supplies()):
                side = at % len(sources)
                _plug(plant, device, (port, plug), sources[side], sockets[sources[side]], SIDES[side])


def _sources(plant: Plant, device: Device) -> list[str]:
    room, _, rack = str(device.place.rack).partition("/")
    pdus = [f"{room}-{rack.lower()}-pdu-{side.lower()}" for side in SIDES]
    if pdus[0] in plant.devices:
        return pdus
    return [f"{room}-ups01"] if plant.devices.get(f"{room}-ups01") and rack == "R01" else []


def _plug(  # noqa: PLR0913 - both ends of a cord, and its colour
    plant: Plant, device: Device, port: tuple[str, str], source_name: str, sockets: list[tuple[str, str]], side: str
) -> None:
    name, plug = port
    wanted = CARDS.get(plug)
    for at, (socket, kind) in enumerate(sockets):
        if kind == wanted:
            del sockets[at]
            a, b = Ref("dcim.poweroutlet", f"{source_name}|{socket}"), Ref("dcim.powerport", f"{device.name}|{name}")
            plant.connect(a, b, "power", 2, color=COLOUR[side])
            return
    raise ValueError(f"{source_name} has no free {wanted} outlet left for {device.name}")
