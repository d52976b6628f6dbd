"""Projects with their opinions, lots and assets; standards; what moves into the three rooms."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from infoport.demo.patterns import expand
from infoport.demo.places import departments
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register

STAGES: Final = ("proposed", "reviewed", "approved", "tendered", "built", "accepted")
CHAIN: Final = ("view", "add", "change", "review", "approve", "reject", "propose")
KINDS: Final = ("works.project", "works.planyear", "works.opinion", "works.tenderlot", "works.tenderitem")
MOVED: Final = dt.timedelta(days=45)
"""How long ago the departments' servers were moved, and from then on must be seen at the new place."""


def add_works(register: Register) -> None:
    """Add plan years and projects, standards, and the consolidation of departments' own rooms."""
    data = source("works")
    for each in data["years"]:
        register.add("works.planyear", str(each["year"]), **each)
    for each in data["projects"]:
        _project(register, each)
    for each in data["standards"]:
        register.add("works.standard", each["slug"], **each)
    _catalogue(register)
    _consolidation(register)


def _project(register: Register, given: dict[str, Any]) -> None:
    code = given["code"]
    bodies = dict.fromkeys([*given.get("reviewers", []), *(each[0] for each in given["opinions"])])
    costs = dict(zip(("cost_planned", "cost_approved", "cost_actual"), given["costs"], strict=True))
    dates = {f"{stage}_on": day for stage, day in zip(STAGES, given["dates"], strict=True)}
    project = register.add(
        "works.project", code, code=code, name=given["name"], description=given["english"], stage=given["stage"],
        plan_year=Ref("works.planyear", str(given["year"])), tenant=Ref("tenancy.tenant", given["department"]),
        responsible=Ref("services.supportteam", given["team"]), **costs, **dates, starts_on=dates["proposed_on"],
        reviewers=[Ref("tenancy.tenant", body) for body in bodies],
    )  # fmt: skip
    began = dt.datetime.combine(dates["proposed_on"], dt.time(9), dt.timezone(dt.timedelta(hours=8)))
    for body, verdict, days, text in given["opinions"]:
        register.add(
            "works.opinion", f"{code} {body}", project=project, body=Ref("tenancy.tenant", body), verdict=verdict,
            text=text, author="电子政务处", given_at=began + dt.timedelta(days=days),
        )  # fmt: skip
    for lot in given["lots"]:
        _lot(register, project, lot, dates["tendered_on"])
    for pattern in given["assets"]:
        label, _blank, names = pattern.partition(" ")
        for name in expand(names):
            register.add("works.projectasset", f"{code} {label} {name}", project=project, asset=Ref(label, name))


def _lot(register: Register, project: Ref, given: dict[str, Any], awarded: dt.date | None) -> None:
    key = f"{project.key} {given['name']}"
    lot = register.add(
        "works.tenderlot", key, project=project, name=given["name"], supplier=given["supplier"], price=given["price"],
        awarded_on=awarded,
    )  # fmt: skip
    for name, model, quantity, price in given["items"]:
        register.add(
            "works.tenderitem", f"{key} {name}", lot=lot, name=name, quantity=quantity, unit_price=price,
            device_type=_type(register, model) if model else None,
        )  # fmt: skip


def _type(register: Register, model: str) -> Ref:
    found = next((key for key, row in register.rows("dcim.devicetype").items() if row["model"] == model), None)
    if found is None:
        raise ValueError(f"there is no device type {model!r}")
    return Ref("dcim.devicetype", found)


def _catalogue(register: Register) -> None:
    data = source("works")
    for each in data["plan"]:
        register.add(
            "works.plannedprefix", each["prefix"], standard=Ref("works.standard", "address-plan"),
            prefix=each["prefix"], segment=Ref("segments.segment", each["segment"]),
        )  # fmt: skip
    for key, row in register.rows("dcim.devicetype").items():
        if row["model"] not in data["not_approved"]:
            values = {"standard": Ref("works.standard", "catalogue"), "device_type": Ref("dcim.devicetype", key)}
            register.add("works.approvedtype", key, **values)


def _consolidation(register: Register) -> None:
    """The servers of departments outside the government buildings are hosted; their rooms' switches still to come."""
    for department in departments():
        if not department.own_site or not department.data.get("hosts"):
            continue
        slug = department.slug
        plan = register.add(
            "works.consolidationplan", slug, name=f"{department.name}机房整合", tenant=Ref("tenancy.tenant", slug),
            site=Ref("dcim.site", slug), location=Ref("dcim.location", f"{slug}/room"), target=Ref("dcim.site", "xxg"),
            responsible=Ref("services.supportteam", "city-info"), project=Ref("works.project", "CC-2006-001"),
            status="active", description=f"Own room of {department.data['english']}", due_on=dt.timedelta(days=-60),
        )  # fmt: skip
        moved = [Ref("dcim.device", f"xxg-d-{slug}{number:02d}") for number in range(1, department.data["hosts"] + 1)]
        for subject in (*moved, Ref("virtualization.virtualmachine", f"web-{slug}")):
            _item(register, plan, subject, state="moved", planned_on=MOVED, moved_on=MOVED)
        if Ref("dcim.device", f"{slug}-acc01") in register:
            _item(register, plan, Ref("dcim.device", f"{slug}-acc01"), planned_on=dt.timedelta(days=-30))


def _item(register: Register, plan: Ref, subject: Ref, **values: Any) -> None:
    register.add("works.consolidationitem", f"{plan.key} {subject.key}", plan=plan, subject=subject, **values)


def add_rights(register: Register) -> None:
    """Who may move a project: the coordinating office until it is approved, engineers from then on. Comes last."""
    everything = tuple(sorted(label for label in register if not label.startswith("users.")))
    shifts = ("services.dutyshift",)
    for group, labels, actions in (
        ("电子政务处", everything, ("view",)),
        ("电子政务处", KINDS, CHAIN),
        ("工程师", ("works.project",), ("tender", "build", "accept")),
        ("工程师", shifts, ("view", "add", "change", "delete")),
        ("值班员", shifts, ("view",)),
        ("电子政务处", shifts, ("view",)),
    ):
        name = f"{group}:{labels[0] if len(labels) == 1 else f'{len(labels)} types'}, {' '.join(actions)}"
        register.add(
            "users.objectpermission", name, name=name[:100], object_types=list(labels), actions=list(actions),
            groups=[Ref("users.group", group)],
        )  # fmt: skip
