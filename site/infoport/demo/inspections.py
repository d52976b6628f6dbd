"""The inspected sites, how they are reached, earlier rounds of inspection, and the help given."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

from infoport.demo.places import departments
from infoport.demo.register import Ref
from infoport.demo.sources import source
from infoport.demo.websites.serving import address

if TYPE_CHECKING:
    from infoport.demo.places import Department
    from infoport.demo.register import Register


def add_inspections(register: Register, port: int) -> None:
    """Add what is inspected at TCP `port` of the sites' loopback addresses, and what was found before."""
    data = source("websites")
    for at, each in enumerate(departments(), 1):
        register.add(
            "inspection.website", each.slug, service=Ref("services.applicationservice", f"site-{each.slug}"),
            connect_address=f"{address(at)}/32", connect_port=port,
        )  # fmt: skip
    for each in data["limits"]:
        values = {key: value for key, value in each.items() if key != "english"}
        register.add("inspection.inspectionlimit", each["kind"], **values, description=each["english"])
    for number, each in enumerate(data["rounds"]):
        _round(register, number, each)
    for each in data["help"]:
        _help(register, each)


def _help(register: Register, given: dict[str, Any]) -> None:
    settled = {"settled": dt.timedelta(days=given["settled"])} if "settled" in given else {}
    register.add(
        "inspection.helpgiven", given["slug"], website=Ref("inspection.website", given["slug"]),
        on=dt.timedelta(days=given["days"]), kind=given["kind"], description=given["text"],
        team=Ref("services.supportteam", "city-info"), **settled,
    )  # fmt: skip


def _round(register: Register, number: int, given: dict[str, Any]) -> None:
    """One round: those that sleep fail, the others pass with points that grow from round to round."""
    listed = list(departments())
    marked = {
        kind: [each for each in listed if each.data.get(mark)]
        for kind, mark in (("rebuilt", "rebuilt"), ("helped", "help"))
    }
    asleep = {each.slug for kind, found in marked.items() for each in found[: given[kind]]}
    found = sorted((_points(each, number, asleep=each.slug in asleep), at, each) for at, each in enumerate(listed))
    found.sort(key=lambda row: (row[2].slug in asleep, -row[0]))
    for rank, (points, _at, each) in enumerate(found, 1):
        values = {"points": points, "rank": rank, "asleep": each.slug in asleep}
        _inspection(register, f"{each.slug}|{number}", each, given["days"], values)


def _points(department: Department, number: int, *, asleep: bool) -> float:
    dice = random.Random(f"{department.slug}{number}")  # noqa: S311 - no secret
    return round(dice.uniform(20, 55) if asleep else min(100.0, dice.uniform(70, 92) + 3 * number), 1)


def _inspection(register: Register, key: str, department: Department, days: int, values: dict[str, Any]) -> None:
    ago, asleep = dt.timedelta(days=days), values["asleep"]
    newest = ago + dt.timedelta(days=random.Random(key).randint(20, 120) if asleep else 2)  # noqa: S311 - no secret
    made = register.add(
        "inspection.inspection", key, website=Ref("inspection.website", department.slug), at=ago, **values,
        result="fail" if asleep else "pass", newest=newest, opened=100, vetoes=int(asleep), findings=int(asleep),
        detail={"vetoes": ["home-old"] if asleep else []},
    )  # fmt: skip
    if asleep:
        url = f"https://{department.slug}.changchun.example/"
        register.add(
            "inspection.finding", key, inspection=made, kind="home-old", page=url, evidence=department.name,
            detail="", home=True,
        )  # fmt: skip
