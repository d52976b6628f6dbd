"""Every file of the community's device type library becomes a type, and the types become devices."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction

from inventory.core.models import ObjectChange
from inventory.dcim.library.importing import Report, files_in, import_types
from inventory.dcim.library.reading import LISTS
from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Module, ModuleBay, ModuleType, Site
from inventory.declare.registry import specs
from inventory.declare.write import save

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
if not CORPUS.is_dir():
    pytest.skip(f"the library files are not here ({CORPUS})", allow_module_level=True)
FILES = [*files_in([CORPUS / "devicetypes", CORPUS / "moduletypes"])]


@pytest.fixture(scope="module")
def reports(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Report]]:
    """The library, imported once and rolled back at the end of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield import_types(contents())
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def isolated(reports: list[Report]) -> Iterator[None]:
    """Each test's own changes are undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def contents() -> list[tuple[str, bytes]]:
    return [(str(path.relative_to(CORPUS)), path.read_bytes()) for path in FILES]


def listed(data: dict[str, Any], key: str) -> Counter[str]:
    return Counter(str(entry["name"]) for entry in data.get(key) or ())


def states(reports: list[Report]) -> Counter[str]:
    return Counter(report.state for report in reports)


def test_every_library_file_becomes_a_type_and_a_second_import_changes_nothing(reports: list[Report]) -> None:
    assert [(report.file, report.problem) for report in reports if report.problem] == []
    assert states(reports) == {"new": len(FILES)}
    changes = ObjectChange.objects.count()
    again = import_types(contents())
    assert states(again) == {"same": len(FILES)}, [each.file for each in again if each.state != "same"]
    assert ObjectChange.objects.count() == changes


def test_a_device_of_each_type_has_exactly_the_components_that_its_file_lists() -> None:
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


def test_a_module_of_each_type_brings_exactly_the_components_that_its_file_lists() -> None:
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
