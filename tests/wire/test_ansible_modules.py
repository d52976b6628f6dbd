"""Modules of netbox.netbox: the first run makes, the second finds all as it should be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pynetbox
import pytest

from tests.wire.ansible import Ansible, need_collection
from tests.wire.live import Live
from tests.wire.town import Town


@pytest.fixture(scope="module")
def ansible(make_folder: Callable[[], Path]) -> Ansible:
    need_collection()
    return Ansible(make_folder())


def task(live: Live, module: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"netbox_url": live.url, "netbox_token": live.token, "data": data, **more}
    return {"name": module, f"netbox.netbox.netbox_{module}": asked}


def tasks(live: Live) -> list[dict[str, Any]]:
    """One of each, every later one on what earlier ones made."""
    port = {"device": "ans-sw", "name": "eth0"}
    return [
        task(live, "tag", {"name": "Ansible", "color": "00ff00"}),
        task(live, "site", {"name": "Yard", "status": "Active", "region": "north", "tags": ["Ansible"]}),
        task(live, "device", {
            "name": "ans-sw", "site": "Yard", "device_type": "s1", "device_role": "access", "status": "Staged",
            "tenant": "police", "platform": "ios", "custom_fields": {"contract": "A-1"},
            "local_context_data": {"by": "ansible"}, "tags": ["Ansible"],
        }),
        task(live, "device_interface", {**port, "type": "1000Base-t (1GE)", "enabled": True, "mtu": 1500}),
        task(live, "device_interface", {**port, "name": "eth1", "type": "1000base-t"}),
        task(live, "vlan", {"name": "Voice", "vid": 77, "site": "Yard", "status": "Active"}),
        task(live, "prefix", {"prefix": "10.40.0.0/16", "status": "Container"}),
        task(live, "ip_address", {"address": "10.40.0.9/24", "assigned_object": port, "dns_name": "ans.example"}),
        task(live, "device", {"name": "ans-sw", "primary_ip4": "10.40.0.9/24"}),
        task(live, "service", {
            "name": "snmp", "device": "ans-sw", "protocol": "UDP", "ports": [161], "ipaddresses": ["10.40.0.9/24"],
        }),
        task(live, "cable", {
            "termination_a_type": "dcim.interface", "termination_a": {**port, "name": "eth1"},
            "termination_b_type": "dcim.interface", "termination_b": {"device": "rtr-1", "name": "eth3"},
            "type": "cat6a", "status": "connected", "label": "A1", "length": 5, "length_unit": "m",
        }),
    ]  # fmt: skip


def test_the_second_run_changes_nothing(ansible: Ansible, live: Live, api: pynetbox.api, town: Town) -> None:
    first = ansible.play(tasks(live))
    assert [result["changed"] for result in first] == [True] * len(first), first
    device = api.dcim.devices.get(name="ans-sw")
    assert (device.status.value, device.primary_ip.dns_name, device.local_context_data) == (
        "staged", "ans.example", {"by": "ansible"},
    )  # fmt: skip
    assert api.dcim.interfaces.get(device="ans-sw", name="eth1").connected_endpoints[0].device.name == "rtr-1"
    second = ansible.play(tasks(live))
    changed = [result for result in second if result["changed"]]
    assert changed == []


@pytest.fixture(scope="module")
def once(ansible: Ansible, live: Live, api: pynetbox.api, town: Town) -> list[dict[str, Any]]:
    """Results of one play for all tests below: starting Ansible takes longer than most tasks."""
    api.ipam.prefixes.create([
        {"prefix": "10.41.0.0/16", "status": "container"}, {"prefix": "10.41.0.0/24", "status": "active"},
    ])  # fmt: skip
    api.dcim.sites.create(name="Gone", slug="gone")
    address = task(live, "ip_address", {"prefix": "10.41.0.0/24"}, state="new")
    gone = task(live, "site", {"name": "Gone"}, state="absent")
    wish = {"name": "branch", "description": "from Ansible"}
    return ansible.play([
        task(live, "prefix", {"parent": "10.41.0.0/16", "prefix_length": 24}, first_available=True),
        address, address, gone, gone,
        {**task(live, "site", wish), "check_mode": True},
        {**task(live, "site", wish, netbox_token=live.expired), "ignore_errors": True},
    ])  # fmt: skip


def test_the_next_free_are_taken_each_time(once: list[dict[str, Any]]) -> None:
    assert [result["changed"] for result in once[:3]] == [True] * 3
    assert once[0]["prefix"]["prefix"] == "10.41.1.0/24"
    assert [result["ip_address"]["address"] for result in once[1:3]] == ["10.41.0.1/24", "10.41.0.2/24"]


def test_absent_deletes_once(once: list[dict[str, Any]], api: pynetbox.api) -> None:
    assert [result["changed"] for result in once[3:5]] == [True, False]
    assert api.dcim.sites.get(slug="gone") is None


def test_check_mode_says_what_would_change_and_changes_nothing(once: list[dict[str, Any]], api: pynetbox.api) -> None:
    assert once[5]["changed"]
    assert api.dcim.sites.get(slug="branch").description == ""


def test_a_bad_token_fails_the_task(once: list[dict[str, Any]]) -> None:
    assert once[6]["failed"]
    assert "expired" in once[6]["msg"]
