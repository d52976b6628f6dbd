"""What a file of the community's device type library may say, and what becomes of one that is wrong."""

import pytest

from inventory.dcim.library.importing import import_types
from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Site
from inventory.declare.registry import specs
from inventory.declare.write import save

pytestmark = pytest.mark.django_db

GOOD = b"""
manufacturer: Borealis
model: BX-4
slug: bx-4
u_height: 1
is_full_depth: false
_is_powered: true
interfaces:
  - {name: br0, type: bridge}
  - {name: 1, type: 1000base-t, bridge: br0, poe_mode: pse, rf_role: ap}
"""


def test_what_a_file_says_beyond_the_inventory_is_reported_and_left_out() -> None:
    report = import_types([("bx.yaml", GOOD)])[0]
    assert (report.state, report.display) == ("new", "Borealis BX-4")
    assert report.notes == ["_is_powered: unknown, left out", "interfaces[1].rf_role: unknown, left out"]


def test_a_changed_file_changes_its_type_and_only_that() -> None:
    import_types([("bx.yaml", GOOD)])
    changed = (
        GOOD.replace(b"{name: br0, type: bridge}", b"{name: br0, type: bridge, label: B}")
        + b"""
  - {name: mgmt, type: 1000base-t, mgmt_only: true}
"""
    )
    assert import_types([("bx.yaml", changed)])[0].state == "changed"
    kind = DeviceType.objects.get()
    assert list(kind.interfacetemplates.values_list("name", "label")) == [("1", ""), ("br0", "B"), ("mgmt", "")]
    assert import_types([("bx.yaml", GOOD)])[0].state == "changed"
    assert kind.interfacetemplates.count() == 2


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ((b"model: BX-4\n", b""), "model: Expected a text."),
        ((b"u_height: 1\n", b"u_height: tall\n"), "u_height: “tall” value must be a decimal number.; found 'tall'"),
        ((b"u_height: 1\n", b"u_height: 1.3\n"), "u_height: 1.3 is no multiple of 0.5.; found Decimal('1.3')"),
        ((b"type: 1000base-t", b"type: telepathy"),
         "interfaces[1].type: Value 'telepathy' is not a valid choice.; found 'telepathy'"),
        ((b"bridge: br0", b"bridge: br9"),
         "interfaces[1].bridge: Expected the name of an entry of interfaces.; found 'br9'"),
        ((b"interfaces:", b"device-bays: [{name: A}]\ninterfaces:"),
         "subdevice_role: Expected “parent”, as there are device-bays."),
        ((b"interfaces:", b"front-ports: [{name: A, type: lc, rear_port: R}]\ninterfaces:"),
         "front-ports[0].rear_port: Expected the name of an entry of rear-ports.; found 'R'"),
        ((b"interfaces:", b"interfaces: 4\nothers:"), "interfaces: Expected a list of components.; found 4"),
        ((GOOD, b"- 1"), "Expected a mapping of keys to values.; found [1]"),
        ((GOOD, b"a: &x [1]\nb: *x"), "Expected YAML without references (*)."),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_key_expectation_and_value_and_the_others_go_on(
    change: tuple[bytes, bytes], problem: str
) -> None:
    reports = import_types([("bad.yaml", GOOD.replace(*change)), ("good.yaml", GOOD.replace(b"BX-4", b"BX-5"))])
    assert (reports[0].state, reports[0].problem) == ("refused", problem)
    assert reports[1].state == "new"
    assert DeviceType.objects.get().model == "BX-5"


def test_a_dry_run_changes_nothing() -> None:
    assert import_types([("bx.yaml", GOOD)], dry_run=True)[0].state == "new"
    assert (DeviceType.objects.count(), Manufacturer.objects.count()) == (0, 0)


def test_front_ports_may_be_mapped_in_a_list_of_their_own() -> None:
    content = (
        GOOD
        + b"""
rear-ports: [{name: R1, type: mpo, positions: 2}]
front-ports: [{name: F1, type: lc}, {name: F2, type: lc}]
port-mappings:
  - {front_port: F1, rear_port: R1, rear_port_position: 2}
  - {front_port: F2, rear_port: R1, rear_port_position: 1}
"""
    )
    assert import_types([("bx.yaml", content)])[0].problem == ""
    found = DeviceType.objects.get().frontporttemplates.values_list("name", "rear_port__name", "rear_port_position")
    assert list(found) == [("F1", "R1", 2), ("F2", "R1", 1)]


def test_a_front_port_of_several_positions_leads_to_several_positions() -> None:
    content = (
        GOOD
        + b"""
rear-ports: [{name: R1, type: mpo, positions: 12}, {name: R2, type: mpo}]
front-ports: [{name: F1, type: lc-apc, positions: 3, rear_port: R1, rear_port_position: 5}]
port-mappings:
  - {front_port: F1, front_port_position: 2, rear_port: R1, rear_port_position: 6}
  - {front_port: F1, front_port_position: 3, rear_port: R2}
"""
    )
    assert [import_types([("bx.yaml", content)])[0].state for _time in range(2)] == ["new", "same"]
    site, role = Site.objects.create(name="Port", slug="port"), DeviceRole.objects.create(name="Any", slug="any")
    values = {"device_type": DeviceType.objects.get(), "role": role, "site": site}
    panels = [save(specs["dcim.device"], Device(), {"name": name, **values}) for name in ("p1", "p2")]
    for panel in panels:
        front = panel.frontports.get()
        assert (front.rear_port.name, front.rear_port.device, front.rear_port_position) == ("R1", panel, 5)
        led = front.port_mappings.values_list("front_port_position", "rear_port__name", "rear_port__device")
        assert list(led) == [(2, "R1", panel.pk), (3, "R2", panel.pk)]
    short = content.replace(b"positions: 3", b"positions: 2")
    assert import_types([("bx.yaml", short)])[0].problem == "front-ports[0].positions: Expected at least 3.; found 2"
