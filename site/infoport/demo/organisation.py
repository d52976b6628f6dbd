"""Tenants, support teams, contacts and who is responsible for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infoport.demo.places import departments
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register


def add_organisation(register: Register) -> None:
    """Add tenant groups, the 64 departments, counties and zones, teams and contacts."""
    data = source("organisations")
    for each in data["groups"]:
        parent = each.get("parent")
        values = {**each, "parent": Ref("tenancy.tenantgroup", parent) if parent else None}
        register.add("tenancy.tenantgroup", each["slug"], **values)
    for department in departments():
        given = department.data
        values = {"name": department.name, "slug": department.slug, "description": given["english"]}
        register.add("tenancy.tenant", department.slug, group=Ref("tenancy.tenantgroup", department.group), **values)
    for each in source("places")["districts"]:
        zone = each["kind"] == "zone"
        group = Ref("tenancy.tenantgroup", "zone-administrations" if zone else "county-governments")
        name = f"{each.get('short', each['name'])}{'管委会' if zone else '政府'}"
        values = {"name": name, "slug": each["slug"], "description": f"Government of {each['english']}"}
        register.add("tenancy.tenant", each["slug"], group=group, **values)
    _teams(register)
    _contacts(register)


def _teams(register: Register) -> None:
    for each in source("organisations")["teams"]:
        register.add(
            "services.supportteam", each["slug"], name=each["name"], slug=each["slug"],
            description=f"{each['english']}: {each['scope']}", duty_phone=each["hotline"], hours="24 × 7",
            kind="centre",
        )  # fmt: skip


def _contacts(register: Register) -> None:
    data = source("organisations")
    for name, slug, text in (("技术服务中心", "centres", "Service centres"), ("部门联络员", "liaisons", "Liaisons")):
        register.add("tenancy.contactgroup", slug, name=name, slug=slug, description=text)
    for each in data["contact_roles"]:
        register.add("tenancy.contactrole", each["slug"], **each)
    for each in data["contacts"]:
        key = each["english"].lower().replace(" ", "-")
        contact = register.add(
            "tenancy.contact", key, name=each["name"], title=each["title"], phone=each["phone"],
            email=f"{key}@changchun.example", description=each["english"],
            groups=[Ref("tenancy.contactgroup", "centres")],
        )  # fmt: skip
        role = "head" if "主任" in each["title"] else "duty"
        assign(register, Ref("services.supportteam", each["team"]), contact, role)
        if role == "head":
            register.change(Ref("services.supportteam", each["team"]), lead=contact)
    _liaisons(register)


def _liaisons(register: Register) -> None:
    data = source("organisations")
    surnames = [each.split() for each in data["surnames"].split(",")]
    given = [each.split() for each in data["given_names"].split(",")]
    for department in departments():
        surname, latin = surnames[department.number % len(surnames)]
        name, latin_name = given[department.number % len(given)]
        contact = register.add(
            "tenancy.contact", f"liaison-{department.slug}", name=f"{surname}{name}", title="信息化联络员",
            phone=f"0431-8877{1000 + department.number}", email=f"{department.slug}@changchun.example",
            description=f"{latin} {latin_name}", groups=[Ref("tenancy.contactgroup", "liaisons")],
        )  # fmt: skip
        assign(register, Ref("tenancy.tenant", department.slug), contact, "liaison")


def assign(register: Register, to: Ref, contact: Ref, role: str) -> None:
    """Make a contact reachable for an object in a role."""
    register.add(
        "tenancy.contactassignment", f"{to.label} {to.key} {contact.key} {role}", object=to, contact=contact,
        role=Ref("tenancy.contactrole", role), priority="primary",
    )  # fmt: skip
