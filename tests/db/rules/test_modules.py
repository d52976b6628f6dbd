"""Modules bring components to the devices they are installed in, and take them away again."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from writes import Build, change, make, refusal, refused_change

from inventory.dcim.models import FrontPort, Interface, ModuleBay, PowerOutlet, RearPort
from inventory.declare.readplan import rows
from inventory.declare.registry import specs
from inventory.declare.write import delete


@pytest.fixture
def card(room: SimpleNamespace):
    """A type of line card with interfaces, a patch field, power, and two bays for optics."""
    kind = make("dcim.moduletype", manufacturer=room.maker, model="LPU")
    bridge = make("dcim.interfacetemplate", module_type=kind, name="br{module}", type="bridge")
    for port in (1, 2):
        make("dcim.interfacetemplate", module_type=kind, name=f"10GE{{module}}/0/{port}", label="P{module}",
             type="10gbase-x-sfpp", bridge=bridge)  # fmt: skip
    rear = make("dcim.rearporttemplate", module_type=kind, name="R{module}", type="mpo", positions=2)
    make("dcim.frontporttemplate", module_type=kind, name="F{module}", type="lc", rear_port=rear, rear_port_position=2)
    inlet = make("dcim.powerporttemplate", module_type=kind, name="PWR{module}", type="iec-60320-c14")
    make("dcim.poweroutlettemplate", module_type=kind, name="OUT{module}", power_port=inlet)
    make("dcim.modulebaytemplate", module_type=kind, name="SFP {module}/1", position="1")
    return kind


@pytest.fixture
def chassis(device: Build):
    """A device with two bays, the second disabled."""
    made = device("core1")
    bays = [make("dcim.modulebay", device=made, name=f"Slot {at}", position=str(at), enabled=at == 1) for at in (1, 2)]
    return SimpleNamespace(device=made, bays=bays)


def test_a_module_brings_the_components_of_its_type_named_by_the_position_of_its_bay(card: Any, chassis: Any):
    module = make("dcim.module", device=chassis.device, module_bay=chassis.bays[0], module_type=card)
    ports = Interface.objects.filter(module=module)
    assert [(each.name, each.label, each.device) for each in ports] == [
        ("10GE1/0/1", "P1", chassis.device), ("10GE1/0/2", "P1", chassis.device), ("br1", "", chassis.device),
    ]  # fmt: skip
    assert {each.bridge.name for each in ports if each.bridge} == {"br1"}
    front = FrontPort.objects.get(module=module)
    assert (front.name, front.rear_port.name, front.rear_port_position) == ("F1", "R1", 2)
    assert PowerOutlet.objects.get(module=module).power_port.name == "PWR1"
    row = rows(specs["dcim.modulebay"], [chassis.bays[0].pk], "http://x")[0]
    assert row["_occupied"] is True
    assert b'"display" : "Slot 1: LPU' in bytes(row["installed_module"])


def test_the_components_of_a_module_go_with_it(card: Any, chassis: Any):
    own = make("dcim.interface", device=chassis.device, name="MEth0", type="1000base-t")
    module = make("dcim.module", device=chassis.device, module_bay=chassis.bays[0], module_type=card)
    delete(specs["dcim.module"], [module])
    assert list(Interface.objects.filter(device=chassis.device)) == [own]
    assert (RearPort.objects.count(), ModuleBay.objects.count()) == (0, 2)


def test_a_module_in_a_bay_of_a_module_is_named_by_both_positions(card: Any, chassis: Any, room: SimpleNamespace):
    outer = make("dcim.module", device=chassis.device, module_bay=chassis.bays[0], module_type=card)
    inner = ModuleBay.objects.get(module=outer)
    assert inner.name == "SFP 1/1"
    optic = make("dcim.moduletype", manufacturer=room.maker, model="SFP-LR")
    make("dcim.interfacetemplate", module_type=optic, name="25GE{module}/{module}", type="25gbase-x-sfp28")
    make("dcim.interfacetemplate", module_type=optic, name="optic {module}", type="other")
    module = make("dcim.module", device=chassis.device, module_bay=inner, module_type=optic)
    assert sorted(Interface.objects.filter(module=module).values_list("name", flat=True)) == ["25GE1/1", "optic 1"]
    assert "module_bay" in refused_change(outer, module_bay=inner)
    make("dcim.interfacetemplate", module_type=optic, name="{module}/{module}/{module}", type="other")
    other = make("dcim.modulebay", device=chassis.device, name="Other", position="9")
    assert NON_FIELD_ERRORS in refusal("dcim.module", device=chassis.device, module_bay=other, module_type=optic)


def test_a_name_that_is_taken_is_refused_adopted_or_left_alone_as_asked(card: Any, chassis: Any):
    there = make("dcim.interface", device=chassis.device, name="10GE1/0/2", type="10gbase-t", description="kept")
    common = {"device": chassis.device, "module_bay": chassis.bays[0], "module_type": card}
    message = refusal("dcim.module", **common)[NON_FIELD_ERRORS][0]
    assert message == "A interface named 10GE1/0/2 already exists"
    module = make("dcim.module", **common, adopt_components=True)
    there.refresh_from_db()
    assert (there.module, there.description) == (module, "kept")
    assert Interface.objects.filter(module=module).count() == 3
    delete(specs["dcim.module"], [module])
    bare = make("dcim.module", **common, replicate_components=False)
    assert Interface.objects.filter(module=bare).count() == 0


def test_a_module_without_replication_only_adopts(card: Any, chassis: Any):
    make("dcim.interface", device=chassis.device, name="10GE1/0/2", type="10gbase-t")
    common = {"device": chassis.device, "module_bay": chassis.bays[0], "module_type": card}
    module = make("dcim.module", **common, replicate_components=False, adopt_components=True)
    assert list(Interface.objects.filter(module=module).values_list("name", flat=True)) == ["10GE1/0/2"]


def test_a_module_fits_one_enabled_bay_of_its_own_device(card: Any, chassis: Any, device: Build):
    common = {"module_type": card}
    other = device("core2")
    assert "assigned device" in refusal(
        "dcim.module", device=other, module_bay=chassis.bays[0], **common
    )[NON_FIELD_ERRORS][0]  # fmt: skip
    assert "module_bay" in refusal("dcim.module", device=chassis.device, module_bay=chassis.bays[1], **common)
    nameless = make("dcim.modulebay", device=other, name="Slot")
    message = refusal("dcim.module", device=other, module_bay=nameless, **common)[NON_FIELD_ERRORS][0]
    assert "no position" in message
    make("dcim.module", device=chassis.device, module_bay=chassis.bays[0], **common)
    again = refusal(
        "dcim.module", device=chassis.device, module_bay=chassis.bays[0], **common, replicate_components=False
    )
    assert "Module bay" in str(again) or "module bay" in str(again).lower()


def test_a_template_belongs_to_one_type(room: SimpleNamespace, card: Any):
    common = {"name": "x", "type": "other"}
    assert NON_FIELD_ERRORS in refusal("dcim.interfacetemplate", **common)
    assert NON_FIELD_ERRORS in refusal("dcim.interfacetemplate", device_type=room.flat, module_type=card, **common)
    own = make("dcim.interfacetemplate", device_type=room.flat, **common)
    bridge = card.interfacetemplates.get(name="br{module}")
    assert "bridge" in refused_change(own, bridge=bridge)
    assert "bridge" in refused_change(own, bridge=own)
    rear = card.rearporttemplates.get()
    assert "positions" in refused_change(rear, positions=1)
    assert "rear_port" in refusal(
        "dcim.frontporttemplate", device_type=room.flat, name="F", type="lc", rear_port=rear
    )  # fmt: skip
    assert "rear_port_position" in refusal(
        "dcim.frontporttemplate", module_type=card, name="F9", type="lc", rear_port=rear, rear_port_position=2
    )


def test_counts_of_a_device_and_a_type_include_every_kind(card: Any, chassis: Any):
    make("dcim.module", device=chassis.device, module_bay=chassis.bays[0], module_type=card)
    row = rows(specs["dcim.device"], [chassis.device.pk], "http://x")[0]
    assert (row["module_bay_count"], row["interface_count"], row["console_server_port_count"]) == (3, 3, 0)
    kind = rows(specs["dcim.moduletype"], [card.pk], "http://x")[0]
    assert (kind["module_count"], kind["interface_template_count"], kind["module_bay_template_count"]) == (1, 3, 1)
    change(card, description="x")
