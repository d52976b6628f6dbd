"""Devices inside devices, devices that are managed as one, and racks that follow their type."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from writes import Build, change, make, refusal, refused_change

from inventory.declare.filters import condition
from inventory.declare.readplan import rows
from inventory.declare.registry import specs
from inventory.declare.write import delete


@pytest.fixture
def blades(room: SimpleNamespace, device: Build):
    """A chassis with one bay and a blade."""
    maker = room.maker
    parent = make("dcim.devicetype", manufacturer=maker, model="E9000", slug="e9000", subdevice_role="parent")
    child = make("dcim.devicetype", manufacturer=maker, model="CH121", slug="ch121", u_height=0, subdevice_role="child")
    make("dcim.devicebaytemplate", device_type=parent, name="Bay 1")
    place = {"location": room.location, "rack": room.rack, "position": 10, "face": "front"}
    chassis = device("chassis", device_type=parent, **place)
    return SimpleNamespace(
        parent=parent, child=child, chassis=chassis, bay=chassis.devicebays.get(), blade=device("b1", device_type=child)
    )


def test_a_device_in_a_bay_names_its_parent_and_stands_where_that_stands(blades: Any, room: SimpleNamespace):
    change(blades.bay, installed_device=blades.blade)
    row = rows(specs["dcim.device"], [blades.blade.pk], "http://x")[0]
    assert b'"name" : "chassis"' in bytes(row["parent_device"])
    blades.blade.refresh_from_db()
    assert blades.blade.rack == room.rack
    change(blades.chassis, rack=None, position=None, face=None, location=None, site=room.other_site)
    blades.blade.refresh_from_db()
    assert (blades.blade.rack, blades.blade.site) == (None, room.other_site)
    found = specs["dcim.device"].model.objects.filter(condition(specs["dcim.device"], {"parent_device": ["chassis"]}))
    assert list(found) == [blades.blade]


def test_a_bay_takes_one_child_device_of_no_other_bay(blades: Any, device: Build):
    assert "installed_device" in refused_change(blades.bay, installed_device=blades.chassis)
    assert "child" in refused_change(blades.bay, installed_device=device("sw1"))["installed_device"][0]
    other = make("dcim.devicebay", device=blades.chassis, name="Bay 2")
    change(blades.bay, installed_device=blades.blade)
    assert "already" in refused_change(other, installed_device=blades.blade)["installed_device"][0]
    assert NON_FIELD_ERRORS in refusal("dcim.devicebay", device=device("sw2"), name="Bay 1")


def test_a_child_type_takes_no_units_and_only_a_parent_type_has_bays(blades: Any, room: SimpleNamespace):
    assert "u_height" in refused_change(blades.child, u_height=1)
    assert "subdevice_role" in refused_change(blades.parent, subdevice_role=None)
    assert NON_FIELD_ERRORS in refusal("dcim.devicebaytemplate", device_type=room.flat, name="Bay 1")
    assert "face" in refused_change(blades.blade, rack=room.rack, location=room.location, face="front")


@pytest.fixture
def stack(device: Build):
    """Two switches, the first the master of a virtual chassis of both."""
    first, second = device("sw1"), device("sw2")
    chassis = make("dcim.virtualchassis", name="stack", master=first)
    second = change(second, virtual_chassis=chassis, vc_position=2, vc_priority=10)
    first.refresh_from_db()
    return SimpleNamespace(first=first, second=second, chassis=chassis)


def test_the_master_of_a_new_chassis_is_its_first_member(stack: Any):
    assert (stack.first.virtual_chassis, stack.first.vc_position) == (stack.chassis, 1)
    row = rows(specs["dcim.virtualchassis"], [stack.chassis.pk], "http://x")[0]
    assert (row["member_count"], len(row["members"])) == (2, 2)
    assert b"sw1" in bytes(row["master"])


def test_members_have_positions_of_their_own_and_a_master_stays(stack: Any, device: Build):
    third = device("sw3")
    assert "vc_position" in refused_change(third, virtual_chassis=stack.chassis)
    assert NON_FIELD_ERRORS in refused_change(third, virtual_chassis=stack.chassis, vc_position=2)
    assert "virtual_chassis" in refused_change(stack.first, virtual_chassis=None, vc_position=None)
    assert "master" in refused_change(stack.chassis, master=third)
    assert change(stack.chassis, master=stack.second).master == stack.second
    assert "master" in refusal("dcim.virtualchassis", name="other", master=stack.first)


def test_interfaces_of_a_member_include_those_of_the_others_but_for_management(stack: Any):
    make("dcim.interface", device=stack.first, name="GE1/0/1", type="1000base-t")
    make("dcim.interface", device=stack.second, name="GE2/0/1", type="1000base-t")
    make("dcim.interface", device=stack.second, name="MEth0", type="1000base-t", mgmt_only=True)
    spec = specs["dcim.interface"]
    asked = {"virtual_chassis_member_id": [str(stack.first.pk)]}
    found = spec.model.objects.filter(condition(spec, asked)).order_by("name").values_list("name", flat=True)
    assert list(found) == ["GE1/0/1", "GE2/0/1"]
    own = spec.model.objects.filter(condition(spec, {"device": ["sw1"]})).values_list("name", flat=True)
    assert list(own) == ["GE1/0/1"]


def test_members_share_lags_and_addresses_and_a_shared_lag_keeps_the_chassis(stack: Any, device: Build):
    lag = make("dcim.interface", device=stack.first, name="Eth-Trunk1", type="lag")
    port = make("dcim.interface", device=stack.second, name="GE2/0/1", type="1000base-t", lag=lag)
    assert "lag" in refusal("dcim.interface", device=device("sw9"), name="GE9", type="1000base-t", lag=lag)
    address = make("ipam.ipaddress", address="10.20.1.1/24", assigned_object_type="dcim.interface",
                   assigned_object_id=port.pk)  # fmt: skip
    assert change(stack.first, primary_ip4=address).primary_ip4 == address
    with pytest.raises(ValidationError, match="Eth-Trunk1"):
        delete(specs["dcim.virtualchassis"], [stack.chassis])
    change(port, lag=None)
    delete(specs["dcim.virtualchassis"], [stack.chassis])
    stack.second.refresh_from_db()
    assert (stack.second.virtual_chassis, stack.second.vc_position) == (None, None)


def test_a_rack_takes_its_measures_from_its_type_and_follows_it(room: SimpleNamespace, device: Build):
    kind = make("dcim.racktype", manufacturer=room.maker, model="N610E", slug="n610e", form_factor="4-post-cabinet",
                u_height=47, outer_width=600, outer_unit="mm")  # fmt: skip
    rack = make("dcim.rack", name="B01", site=room.site, location=room.location, rack_type=kind, u_height=10)
    assert (rack.u_height, rack.form_factor, rack.outer_width) == (47, "4-post-cabinet", 600)
    device("top", rack=rack, location=room.location, position=47, face="front")
    assert "u_height" in refused_change(kind, u_height=46)
    change(kind, u_height=48, max_weight=900, weight_unit="kg")
    rack.refresh_from_db()
    assert (rack.u_height, rack.max_weight) == (48, 900)
    assert "outer_unit" in refused_change(kind, outer_unit=None)
    assert rows(specs["dcim.racktype"], [kind.pk], "http://x")[0]["rack_count"] == 1


def test_an_item_template_becomes_the_body_of_the_component_it_names(room: SimpleNamespace, device: Build):
    kind = room.flat
    port = make("dcim.interfacetemplate", device_type=kind, name="GE0/0/1", type="1000base-x-sfp")
    role = make("dcim.inventoryitemrole", name="Transceiver", slug="transceiver")
    make("dcim.inventoryitemtemplate", device_type=kind, name="Optic", role=role,
         component_type="dcim.interfacetemplate", component_id=port.pk)  # fmt: skip
    made = device("sw1")
    item = made.inventoryitems.get()
    assert (item.role, item.component_type) == (role, "dcim.interface")
    assert item.component_id == made.interfaces.get().pk
