"""Power: a feed of each side to each rack of the rooms, a PDU on each feed, and devices on both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from infoport.demo.equipment import SOCKET_OF
from infoport.demo.patterns import expand
from infoport.demo.plant import Cord, Place
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infoport.demo.plant import Device, Plant
    from infoport.demo.register import Register

SIDES: Final = ("A", "B")
COLOUR: Final = {"A": "c0392b", "B": "2980b9"}


def add_pdus(plant: Plant, register: Register) -> None:
    """Feed every rack of the rooms from both sides and hang a PDU on each feed."""
    for room, location, rack in _powered_racks():
        for side in SIDES:
            name = f"{rack}-{side}"
            panels = source("rooms")["power_panels"]
            panel = next(each["slug"] for each in panels if each["room"] == room and each["side"] == side)
            feed = register.add(
                "dcim.powerfeed", f"{panel} {name}", power_panel=Ref("dcim.powerpanel", panel), name=name,
                rack=Ref("dcim.rack", f"{room}/{rack}"), type="primary" if side == "A" else "redundant",
                voltage=220, amperage=16, max_utilization=80,
            )  # fmt: skip
            place = Place(room, location, f"{room}/{rack}")
            pdu = plant.add(f"{room}-{rack.lower()}-pdu-{side.lower()}", "AP8858EU3", "pdu", place)
            inlet = Ref("dcim.powerport", f"{pdu.name}|Power Port 1")
            plant.connect(feed, inlet, Cord("power", 12, name, COLOUR[side]))


def _powered_racks() -> Iterator[tuple[str, str, str]]:
    """(room, location, rack) of every rack in a machine room, wiring closets left out."""
    for zone in source("rooms")["zones"]:
        if "racks" in zone and not zone.get("closet"):
            for rack in expand(zone["racks"]):
                yield zone["room"], f"{zone['room']}/{zone['slug'].lower()}", rack


def plug_in(plant: Plant) -> None:
    """Plug every rack-mounted device into its PDUs, supplies alternating between the sides, or into its site's UPS."""
    sockets = {each.name: each.kind.sockets() for each in plant.devices.values() if each.role in {"pdu", "ups"}}
    for device in plant.devices.values():
        if device.place.rack is None or device.role in {"pdu", "ups"}:
            continue
        sources = _sources(plant, device)
        for at, (port, plug) in enumerate(device.kind.supplies() if sources else []):
            name = sources[at % len(sources)]
            socket = Ref("dcim.poweroutlet", f"{name}|{_take(sockets[name], plug, name)}")
            cord = Cord("power", 2, color=COLOUR[SIDES[at % len(sources)]])
            plant.connect(socket, Ref("dcim.powerport", f"{device.name}|{port}"), cord)


def _sources(plant: Plant, device: Device) -> list[str]:
    room, _, rack = str(device.place.rack).partition("/")
    pdus = [f"{room}-{rack.lower()}-pdu-{side.lower()}" for side in SIDES]
    if pdus[0] in plant.devices:
        return pdus
    return [f"{room}-ups01"] if plant.devices.get(f"{room}-ups01") and rack == "R01" else []


def _take(sockets: list[tuple[str, str]], plug: str, name: str) -> str:
    """Take the first free socket that the plug fits. Raises `ValueError` when there is none."""
    for at, (socket, kind) in enumerate(sockets):
        if kind == SOCKET_OF.get(plug):
            del sockets[at]
            return socket
    raise ValueError(f"{name} has no outlet left that takes a plug {plug}")
