"""What a new device gets from its type."""

from types import SimpleNamespace
from typing import Any

import pytest
from writes import Build, change, make

from inventory.dcim.models import Device, FrontPort, Interface, InventoryItem, PowerOutlet, PowerPort
from inventory.dcim.rules.components import KINDS, instantiate


@pytest.fixture
def full(room: SimpleNamespace):
    """The one-unit type with templates of every kind that a device can have."""
    kind = room.flat
    for unit in range(1, 49):
        make("dcim.interfacetemplate", device_type=kind, name=f"GE0/0/{unit}", type="1000base-t")
    make("dcim.interfacetemplate", device_type=kind, name="MEth0", type="1000base-t", mgmt_only=True, enabled=False)
    make("dcim.consoleporttemplate", device_type=kind, name="con0", type="rj-45")
    inlet = make("dcim.powerporttemplate", device_type=kind, name="P1", type="iec-60320-c14", maximum_draw=80)
    make("dcim.poweroutlettemplate", device_type=kind, name="O1", power_port=inlet, feed_leg="A")
    rear = make("dcim.rearporttemplate", device_type=kind, name="R1", type="lc", positions=2)
    for at in (1, 2):
        values = {"rear_port": rear, "rear_port_position": at}
        make("dcim.frontporttemplate", device_type=kind, name=f"F{at}", type="lc", **values)
    tray = make("dcim.inventoryitemtemplate", device_type=kind, name="Fan tray", part_id="FT")
    make("dcim.inventoryitemtemplate", device_type=kind, name="Fan 1", parent=tray, manufacturer=room.maker)
    return kind


def test_a_new_device_has_what_its_templates_name(full: Any, device: Build):
    made = device("sw1")
    assert Interface.objects.filter(device=made).count() == 49
    port = Interface.objects.get(device=made, name="MEth0")
    assert (port.type, port.mgmt_only, port.enabled) == ("1000base-t", True, False)
    assert PowerPort.objects.get(device=made).maximum_draw == 80
    assert InventoryItem.objects.get(name="Fan tray").part_id == "FT"
    assert full.devices.get() == made


def test_references_between_templates_become_references_within_the_device(full: Any, device: Build):
    del full
    first, second = device("sw1"), device("sw2")
    for made in (first, second):
        assert PowerOutlet.objects.get(device=made).power_port.device == made
        fronts = FrontPort.objects.filter(device=made).order_by("name")
        assert [(port.rear_port.device, port.rear_port_position) for port in fronts] == [(made, 1), (made, 2)]
        fan = InventoryItem.objects.get(device=made, name="Fan 1")
        assert (fan.parent.name, fan.parent.device) == ("Fan tray", made)


def test_a_change_of_a_device_adds_no_components(full: Any, device: Build):
    del full
    made = device("sw1")
    change(made, description="again")
    assert Interface.objects.filter(device=made).count() == 49


def test_many_devices_cost_as_many_statements_as_one(
    full: Any, room: SimpleNamespace, django_assert_max_num_queries: Any
):
    devices = Device.objects.bulk_create(
        Device(name=f"sw{at}", device_type=full, role=room.role, site=room.site) for at in range(40)
    )
    # One read, one write per kind, and one more each for nested items and further positions.
    with django_assert_max_num_queries(len(KINDS) + 3):
        instantiate(devices)
    assert Interface.objects.count() == 40 * 49


def test_sort_keys_put_port_9_before_port_10(full: Any, device: Build):
    del full
    made = device("sw1")
    names = list(made.interfaces.values_list("name", flat=True)[8:11])
    assert names == ["GE0/0/9", "GE0/0/10", "GE0/0/11"]
