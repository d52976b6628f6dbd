"""Every file of the community's device type library becomes a type, and the types become devices."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from inventory.core.models import ObjectChange
from inventory.dcim.library.importing import Report, files_in, import_types
from inventory.dcim.library.reading import LISTS
from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Module, ModuleBay, ModuleType, Site
from inventory.declare.registry import specs
from inventory.declare.write import save

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
FILES = [*files_in([CORPUS / "devicetypes", CORPUS / "moduletypes"])] if CORPUS.is_dir() else []
pytestmark = [pytest.mark.django_db]
corpus = pytest.mark.skipif(not FILES, reason=f"the library files are not here ({CORPUS})")


def contents() -> list[tuple[str, bytes]]:
    return [(str(path.relative_to(CORPUS)), path.read_bytes()) for path in FILES]


def listed(data: dict[str, Any], key: str) -> Counter[str]:
    return Counter(str(entry["name"]) for entry in data.get(key) or ())


def states(reports: list[Report]) -> Counter[str]:
    return Counter(report.state for report in reports)


@corpus
def test_every_library_file_becomes_a_type_and_a_second_import_changes_nothing() -> None:
    reports = import_types(contents())
    assert [(report.file, report.problem) for report in reports if report.problem] == []
    assert states(reports) == {"new": len(FILES)}
    changes = ObjectChange.objects.count()
    again = import_types(contents())
    assert states(again) == {"same": len(FILES)}, [each.file for each in again if each.state != "same"]
    assert ObjectChange.objects.count() == changes


@corpus
def test_a_device_of_each_type_has_exactly_the_components_that_its_file_lists() -> None:
    import_types(contents())
    site, role = Site.objects.create(name="Port", slug="port"), DeviceRole.objects.create(name="Any", slug="any")
    spec = specs["dcim.device"]
    for path in FILES:
        data = yaml.safe_load(path.read_text())
        if "slug" not in data:
            continue
        kind = DeviceType.objects.get(manufacturer__name=data["manufacturer"], model=data["model"])
        device = save(spec, Device(), {"name": path.stem, "device_type": kind, "role": role, "site": site})
        for key, name in LISTS.items():
            parts = getattr(device, f"{name.lower()}s").values_list("name", flat=True)
            assert Counter(parts) == listed(data, key), (path.name, key)
        check_references(device, data, path.name)


def check_references(device: Any, data: dict[str, Any], file: str) -> None:
    """Front ports, outlets and bridges lead to parts of the device itself, as in the file."""
    fronts = {each.name: each for each in device.frontports.select_related("rear_port")}
    for entry in data.get("front-ports") or ():
        front = fronts[str(entry["name"])]
        assert (front.rear_port.name, front.rear_port.device_id, front.rear_port_position) == (
            str(entry["rear_port"]), device.pk, entry.get("rear_port_position", 1),
        ), file  # fmt: skip
    outlets = {each.name: each for each in device.poweroutlets.select_related("power_port")}
    for entry in data.get("power-outlets") or ():
        outlet = outlets[str(entry["name"])]
        assert (outlet.power_port and outlet.power_port.name) == (entry.get("power_port") or None), file
    ports = {each.name: each for each in device.interfaces.select_related("bridge")}
    for entry in data.get("interfaces") or ():
        port = ports[str(entry["name"])]
        assert (port.bridge and port.bridge.name) == (entry.get("bridge") or None), file
        assert (port.poe_mode, port.mgmt_only) == (entry.get("poe_mode") or None, entry.get("mgmt_only") is True), file
    draws = {each.name: each.maximum_draw for each in device.powerports.all()}
    assert draws == {str(each["name"]): each.get("maximum_draw") for each in data.get("power-ports") or ()}, file


@corpus
def test_a_module_of_each_type_brings_exactly_the_components_that_its_file_lists() -> None:
    import_types(contents())
    site, role = Site.objects.create(name="Port", slug="port"), DeviceRole.objects.create(name="Any", slug="any")
    maker = Manufacturer.objects.create(name="Chassis", slug="chassis")
    chassis = DeviceType.objects.create(manufacturer=maker, model="X", slug="x")
    for path in FILES:
        data = yaml.safe_load(path.read_text())
        if "slug" in data:
            continue
        device = Device.objects.create(name=path.stem, device_type=chassis, role=role, site=site)
        bay = ModuleBay.objects.create(device=device, name="Slot 7", position="7")
        kind = ModuleType.objects.get(manufacturer__name=data["manufacturer"], model=data["model"])
        made = save(specs["dcim.module"], Module(), {"device": device, "module_bay": bay, "module_type": kind})
        for key, name in LISTS.items():
            if name in {"DeviceBay", "InventoryItem"}:
                continue
            wanted = Counter(each.replace("{module}", "7") for each in listed(data, key).elements())
            parts = getattr(made, f"{name.lower()}s").values_list("name", flat=True)
            if max(wanted.values(), default=1) == 1:
                assert Counter(parts) == wanted, (path.name, key)
            else:  # a name that the file has twice
                assert len(parts) == sum(wanted.values()), (path.name, key)


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
        ((b"bridge: br0", b"bridge: br9"), "interfaces[1].bridge: Expected the name of an entry of interfaces.; "
         "found 'br9'"),
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
