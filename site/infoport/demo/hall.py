"""Windows of the service hall and offices of the two government buildings, and their outlets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infoport.demo.places import departments
from infoport.demo.register import Ref

if TYPE_CHECKING:
    from infoport.demo.plant import Plant
    from infoport.demo.register import Register

INTRANET = frozenset(range(1, 5))
"""Windows that shall reach the intranet too; their outlets are not wired yet."""


def add_hall(register: Register, plant: Plant) -> None:
    """Add a window for every number that a hall panel's ports are labelled with, and an office per department."""
    for panel in sorted(name for name in plant.devices if name.startswith("zwzx-hall-pp")):
        for port in plant.devices[panel].kind.panel_ports():
            cable = plant.cable_at(Ref("dcim.frontport", f"{panel}|{port}"))
            words = cable.cord.label.split() if cable else []
            if words[:1] == ["window"]:
                _outlet(register, int(words[1]), words[2], words[3], Ref("dcim.rearport", f"{panel}|{port}"))
    for number in sorted(INTRANET):
        owner = register.values(Ref("hall.window", f"zwzx {number:02d}"))["tenant"].key
        _outlet(register, number, owner, "intranet", None)
    _offices(register, plant)


def _outlet(register: Register, number: int, owner: str, segment: str, port: Ref | None) -> None:
    site, location = Ref("dcim.site", "zwzx"), Ref("dcim.location", "zwzx/h")
    window = Ref("hall.window", f"zwzx {number:02d}")
    if window not in register:
        register.add(
            "hall.window", window.key, name=f"{number:02d}号窗口", kind="window", site=site, location=location,
            tenant=Ref("tenancy.tenant", owner), segments=[], description=f"Window {number}",
        )  # fmt: skip
    register.values(window)["segments"].append(Ref("segments.segment", segment))
    letter = {"extranet": "W", "private": "Z", "intranet": "N"}[segment]
    register.add(
        "hall.outlet", f"zwzx {number:02d} {segment}", label=f"H{number:02d}-{letter}", window=window, site=site,
        location=location, port=port, segment=Ref("segments.segment", segment),
    )  # fmt: skip


def _offices(register: Register, plant: Plant) -> None:
    for department in departments():
        name = f"{department.slug}-sw01"
        if name not in plant.devices:
            continue
        place = plant.devices[name].place
        site, location = Ref("dcim.site", place.site), Ref("dcim.location", str(place.location))
        window = register.add(
            "hall.window", f"{place.site} {department.slug}", name=f"{department.name}办公区", kind="office", site=site,
            location=location, tenant=Ref("tenancy.tenant", department.slug),
            segments=[Ref("segments.segment", "extranet")], description=f"Offices of {department.data['english']}",
        )  # fmt: skip
        register.add(
            "hall.outlet", f"{place.site} {department.slug}", label=f"{department.slug}-1", window=window, site=site,
            location=location, port=plant.other_end(plant.devices[name].interfaces["Port 8"].ref),
            segment=Ref("segments.segment", "extranet"),
        )  # fmt: skip
