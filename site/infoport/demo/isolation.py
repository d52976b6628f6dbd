"""Policies between the segments, crossings, and one port where it must not be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.register import Register

CROSSING: Final = ("name", "kind", "status", "purpose", "transport", "ports", "approved", "valid_until")


def add_isolation(register: Register) -> None:
    """Add what may pass between segments; devices and services are there by now."""
    data = source("isolation")
    for each in data["policies"]:
        register.add(
            "segments.isolationpolicy", f"{each['first']} {each['second']}", rule=each["rule"],
            first=Ref("segments.segment", each["first"]), second=Ref("segments.segment", each["second"]),
            document=data["documents"][each["document"]], approved_by=data["approved_by"],
            description=each.get("description", ""),
        )  # fmt: skip
    for each in data["crossings"]:
        _crossing(register, each, data["approved_by"])
    joined = data["joined"]
    card = next(key for key, row in register.rows("dcim.interface").items()
                if row["device"].key == joined["device"] and row["mgmt_only"])  # fmt: skip
    values = {"vrf": Ref("ipam.vrf", joined["vrf"]), "description": joined["description"]}
    register.change(Ref("dcim.interface", card), **values)


def _crossing(register: Register, given: dict[str, Any], approved_by: str) -> None:
    values: dict[str, Any] = {name: given[name] for name in CROSSING if name in given}
    for name, label in (("device", "dcim.device"), ("service", "services.applicationservice")):
        if name in given:
            values[name] = Ref(label, given[name])
    for name in ("source", "target"):
        values[name] = Ref("segments.segment", given[name])
    values = {"status": "active", **values, "description": given["english"]}
    if values["status"] == "active":
        values["approved_by"] = approved_by
    register.add("segments.crossing", given["name"], **values)
