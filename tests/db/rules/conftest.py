"""A small city to break rules in, written through the one write path."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from writes import make


@pytest.fixture
def room(db: None):
    """A site with a room, a rack of 42 units, and types of one unit, of two at half depth, and of none."""
    del db
    found = SimpleNamespace()
    found.site = make("dcim.site", name="信息港", slug="port")
    found.other_site = make("dcim.site", name="市委", slug="party")
    found.location = make("dcim.location", name="主机房", slug="main", site=found.site)
    found.rack = make("dcim.rack", name="A01", site=found.site, location=found.location)
    found.maker = make("dcim.manufacturer", name="Huawei", slug="huawei")
    found.flat = make("dcim.devicetype", manufacturer=found.maker, model="S5735", slug="s5735")
    found.shallow = make(
        "dcim.devicetype", manufacturer=found.maker, model="Panel", slug="panel", u_height="1.5", is_full_depth=False
    )
    found.floating = make("dcim.devicetype", manufacturer=found.maker, model="PDU", slug="pdu", u_height=0)
    found.role = make("dcim.devicerole", name="Access", slug="access")
    return found


@pytest.fixture
def device(room: SimpleNamespace):
    """Make a device of the room's one-unit type unless told otherwise."""

    def build(name: str | None, /, **values: Any) -> Any:
        values = {"device_type": room.flat, "role": room.role, "site": room.site} | values
        return make("dcim.device", name=name, **values)

    return build
