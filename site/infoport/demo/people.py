"""Accounts of the demo, and what each may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register

ALL: Final = ("view", "add", "change", "delete")
AUDIT: Final = ("reconcile.difference", "reconcile.sighting")
ARCHIVE: Final = ("configs.configversion", "configs.complianceresult")
"""To add a version is to have one fetched."""
LATER: Final = (
    "inspection.website", "inspection.inspection", "inspection.finding", "inspection.helpgiven",
    "inspection.inspectionlimit", "conferencing.readinesssample",
)  # fmt: skip
"""Types whose rows are added as the city is loaded: they depend on the port and the day."""
OWNED: Final = {
    "dcim.device": "tenant__slug", "dcim.site": "tenant__slug", "dcim.interface": "device__tenant__slug",
    "virtualization.virtualmachine": "tenant__slug", "virtualization.vminterface": "virtual_machine__tenant__slug",
    "ipam.ipaddress": "tenant__slug", "ipam.prefix": "tenant__slug", "ipam.vlan": "tenant__slug",
    "circuits.circuit": "tenant__slug", "services.applicationservice": "tenant__slug",
    "services.serviceinstance": "service__tenant__slug", "services.serviceendpoint": "service__tenant__slug",
    "conferencing.venue": "tenant__slug", "conferencing.readinesssample": "venue__tenant__slug",
    "tenancy.tenant": "slug",
    "inspection.website": "service__tenant__slug", "inspection.inspection": "website__service__tenant__slug",
    "inspection.finding": "inspection__website__service__tenant__slug",
    "inspection.helpgiven": "website__service__tenant__slug",
}  # fmt: skip
"""What a department may look at, and how each type says whose it is."""


class Password(NamedTuple):
    """A password in clear, which the loader stores as its hash."""

    text: str


class Login(NamedTuple):
    """An account a newcomer may use."""

    name: str
    password: str
    what: str


def logins() -> tuple[Login, ...]:
    """The accounts, in the order in which they are shown."""
    return tuple(Login(each["username"], each["password"], each["what"]) for each in source("people")["users"])


def add_people(register: Register) -> None:
    """Add groups, accounts and permissions. Comes last: permissions name the types that the city has."""
    data = source("people")
    types = sorted({*LATER, *(label for label in register if not label.startswith("users."))})
    for each in data["groups"]:
        register.add("users.group", each["name"], **each)
    for each in data["users"]:
        groups = [Ref("users.group", each["group"])] if "group" in each else []
        register.add(
            "users.user", each["username"], username=each["username"], first_name=each["first_name"],
            last_name=each["last_name"], email=f"{each['username']}@changchun.example", groups=groups,
            is_superuser=each.get("superuser", False), password=Password(each["password"]),
        )  # fmt: skip
    _allow(register, "工程师", types, ALL)
    _allow(register, "工程师", AUDIT, ("view", "change"))
    _allow(register, "工程师", ARCHIVE, ("view", "add"))
    _allow(register, "值班员", [*types, "reconcile.observation", "reconcile.sighting", *ARCHIVE], ("view",))
    _allow(register, "值班员", ["reconcile.difference"], ("view", "change"))
    _allow_own(register, Ref("users.group", "部门用户"), data["tenant"])
    for each in data["users"]:
        if "tenant" in each:
            _allow_own(register, Ref("users.user", each["username"]), each["tenant"])
    _allow(register, "工程师", ["hosting.request"], ("view", "handle"))
    _allow(register, "电子政务处", ["hosting.request"], ("view", "handle", "approve"))


def _allow_own(register: Register, who: Ref, tenant: str) -> None:
    """A department looks at what it has, and asks for more."""
    for label, path in OWNED.items():
        _allow(register, who, [label], ("view",), {path: tenant})
    _allow(register, who, ["hosting.request"], ("view", "add", "change"), {"tenant__slug": tenant})


def _allow(
    register: Register,
    who: str | Ref,
    types: list[str] | tuple[str, ...],
    actions: tuple[str, ...],
    only: dict[str, Any] | None = None,
) -> None:
    person = Ref("users.group", who) if isinstance(who, str) else who
    name = f"{person.key}:{' '.join(types) if len(types) == 1 else f'{len(types)} types'}, {' '.join(actions)}"
    register.add(
        "users.objectpermission", name, name=name[:100], object_types=list(types), actions=list(actions),
        constraints=only, groups=[person] if person.label == "users.group" else [],
        users=[person] if person.label == "users.user" else [],
    )  # fmt: skip
