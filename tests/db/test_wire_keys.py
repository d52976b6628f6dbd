"""Keys, brief forms and choices of NetBox's types are those that NetBox 4.6.8 was recorded with."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from inventory.declare.registry import specs

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "netbox-wire"
if not RECORDED.is_dir():
    pytest.skip(f"the recordings are not here ({RECORDED})", allow_module_level=True)

NOT_OURS = {"tokens", "permissions", "groups", "users", "object-changes"}
"""Endpoints that other tests compare."""
LATER = {
    "bundle", "vdcs", "wireless_link",
    "wireless_lans", "l2vpn_termination", "vlan_translation_policy", "qinq_svlan", "rf_role", "rf_channel",
    "rf_channel_frequency", "rf_channel_width", "tx_power", "virtual_machine_type",
}  # fmt: skip
"""Keys that belong to types which we do not have yet."""
FILLED_DIFFERENTLY = {("dcim/racks", "group")}
"""NetBox's rack groups are such a type too, under a name that is ours elsewhere."""


def recordings() -> list[Any]:
    found = []
    for file in sorted(RECORDED.glob("*.json")):
        path = file.stem.replace(".", "/", 1)
        spec = specs.by_path(path)
        if spec is not None and path.split("/")[1] not in NOT_OURS:
            found.append(pytest.param(path, json.loads(file.read_text()), id=path))
    return found


def answer(recording: Any, what: str) -> Any:
    return next(step["response"] for step in recording["steps"] if step["what"].startswith(what))


@pytest.mark.parametrize(("path", "recording"), recordings())
def test_every_recorded_key_is_declared(path: str, recording: Any) -> None:
    spec = specs.by_path(path)
    declared = {"id", "url", "display_url", "display", *spec.fields}
    missing = {key for key in answer(recording, "detail of") if key not in declared}
    assert missing - LATER - {key for at, key in FILLED_DIFFERENTLY if at == path} == set()


@pytest.mark.parametrize(("path", "recording"), recordings())
def test_brief_forms_have_the_recorded_keys(path: str, recording: Any) -> None:
    ours = {"id", "url", "display", *specs.by_path(path).brief}
    # NetBox adds counts when it is asked for brief=1, and leaves them out where it nests the same form;
    # a nested tag has no description either.
    theirs = {key for key in answer(recording, "detail brief=1") if not key.endswith("_count")}
    theirs -= {"display_url", "tagged_items"} | ({"description"} if path == "extras/tags" else set())
    assert theirs - ours - LATER == set()


COMPONENTS = {
    "Site": "site", "Location": "location", "Rack": "rack", "DeviceType": "devicetype", "Interface": "interface",
    "DeviceWithConfigContext": "device", "ConsolePort": "consoleport", "FrontPort": "frontport", "RearPort": "rearport",
    "PowerPort": "powerport", "PowerOutlet": "poweroutlet", "InventoryItem": "inventoryitem", "Cable": "cable",
    "PowerFeed": "powerfeed", "Prefix": "prefix", "IPRange": "iprange", "IPAddress": "ipaddress", "VLAN": "vlan",
    "Circuit": "circuit", "Cluster": "cluster", "VirtualMachineWithConfigContext": "virtualmachine",
    "VMInterface": "vminterface", "Module": "module", "ModuleType": "moduletype",
    "ConsoleServerPort": "consoleserverport", "ContactAssignment": "contactassignment",
}  # fmt: skip


@pytest.mark.parametrize(("component", "name"), COMPONENTS.items())
def test_choices_are_netboxs_words(component: str, name: str) -> None:
    with gzip.open(RECORDED / "openapi-tierAB.json.gz") as file:
        properties = json.load(file)["components"]["schemas"][component]["properties"]
    spec = next(each for each in specs if each.label.split(".")[1] == name)
    for key, schema in properties.items():
        words = schema.get("properties", {})
        if "value" not in words or key in LATER:
            continue
        values = [value for value in words["value"]["enum"] if value not in ("", None)]
        with override("en"):
            ours = {value: str(label) for value, label in spec.fields[key].choices}
        assert ours == dict(zip(values, words["label"]["enum"], strict=False)), key
