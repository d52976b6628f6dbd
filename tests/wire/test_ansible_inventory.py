"""netbox.netbox.nb_inventory with few options and with all."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.wire.ansible import Ansible, need_collection
from tests.wire.live import Live
from tests.wire.town import SWITCHES, Town

HOSTS = {*(f"sw-{n}" for n in range(1, SWITCHES + 1)), "rtr-1", "vm-1", "vm-2"}
GROUP_BY = [
    "site", "location", "tenant", "rack", "rack_role", "tag", "role", "device_type", "manufacturer", "platform",
    "region", "site_group", "cluster", "cluster_type", "cluster_group", "is_virtual", "services", "status",
    "time_zone", "facility",
]  # fmt: skip


@pytest.fixture(scope="module")
def ansible(make_folder: Callable[[], Path]) -> Ansible:
    need_collection()
    return Ansible(make_folder())


def listed(ansible: Ansible, live: Live, **options: Any) -> dict[str, Any]:
    done = ansible.inventory(live.url, live.token, **options)
    assert done.returncode == 0, done.stderr
    assert "Permission denied" not in done.stdout + done.stderr
    return dict(json.loads(done.stdout, object_hook=lambda found: found.get("__ansible_unsafe", found)))


def test_the_plainest_inventory_lists_every_host(ansible: Ansible, live: Live, town: Town) -> None:
    found = listed(ansible, live)
    hosts = found["_meta"]["hostvars"]
    assert set(hosts) >= HOSTS
    first = hosts["sw-1"]
    assert first["ansible_host"] == "10.20.1.1"
    assert first["primary_ip4"] == "10.20.1.1"
    assert (first["sites"], first["device_roles"], first["manufacturers"]) == (["hq"], ["access"], ["acme"])
    assert first["regions"] == ["north-east", "north"]
    assert first["custom_fields"]["contract"] == "C-1"
    assert sorted(first["tags"]) == ["core", "edge"]
    assert [service["name"] for service in first["services"]] == ["ssh"]
    assert "ansible_host" not in hosts["rtr-1"]


def test_every_option_at_once(ansible: Ansible, live: Live, town: Town) -> None:
    found = listed(
        ansible, live, config_context=True, flatten_config_context=True, flatten_custom_fields=True,
        flatten_local_context_data=True, plurals=False, interfaces=True, services=True, virtual_disks=True,
        site_data=True, prefixes=True, racks=True, dns_name=True, ansible_host_dns_name=True, group_by=GROUP_BY,
        compose={"model": "device_type.display"}, keyed_groups=[{"prefix": "face", "key": "face.value"}],
    )  # fmt: skip
    hosts = found["_meta"]["hostvars"]
    first = hosts["sw-1"]
    assert (first["ansible_host"], first["dns_name"]) == ("sw-1.example", "sw-1.example")
    assert (first["ntp"], first["contact"], first["contract"]) == (["10.20.0.1"], "desk", "C-1")
    assert first["model"] == "S1"
    assert [port["name"] for port in first["interfaces"]] == [f"eth{n}" for n in range(4)]
    (address,) = first["interfaces"][0]["ip_addresses"]
    assert (address["address"], address["dns_name"]) == ("10.20.1.1/24", "sw-1.example")
    assert first["interfaces"][1]["connected_endpoints"][0]["device"]["name"] == "rtr-1"
    assert first["site"]["facility"] == "F1"
    assert [prefix["prefix"] for prefix in first["site"]["prefixes"]] == ["10.20.1.0/24"]
    assert [disk["name"] for disk in hosts["vm-1"]["virtual_disks"]] == ["sda"]
    members = {name: set(group.get("hosts", [])) for name, group in found.items() if name != "_meta"}
    switches = {f"sw-{n}" for n in range(1, SWITCHES + 1)}
    assert members["location_room-1"] == switches
    assert found["site_hq"]["children"] == ["location_room-1"]
    assert members["tag_core"] == {"sw-1"}
    assert members["cluster_c1"] == {"vm-1", "vm-2"}
    assert "rtr-1" in members["status_staged"]
    assert members["rack_role_network"] == members["rack_R01"] == members["face_front"] == switches
    assert members["service_ssh"] == {"sw-1"}
    assert "site_hq" in found["region_north-east"]["children"]


def test_filters_narrow_and_fetching_by_host_finds_the_same(ansible: Ansible, live: Live, town: Town) -> None:
    found = listed(
        ansible, live, fetch_all=False, interfaces=True, plurals=False, vm_query_filters=[{"name": "vm-1"}],
        device_query_filters=[{"has_primary_ip": "true"}, {"tag": "edge"}, {"cf_backup_enable": "true"}],
    )  # fmt: skip
    hosts = found["_meta"]["hostvars"]
    assert set(hosts) == {"sw-1", "sw-2", "vm-1"}
    assert [len(port["ip_addresses"]) for port in hosts["sw-2"]["interfaces"]] == [1, 0, 0, 0]


@pytest.mark.parametrize("whose", ["expired", "wrong"])
def test_a_bad_token_is_an_error_and_no_empty_inventory(ansible: Ansible, live: Live, town: Town, whose: str) -> None:
    done = ansible.inventory(live.url, getattr(live, whose))
    assert done.returncode != 0, done.stdout
    assert "Failed to parse" in done.stderr or "Unable to parse" in done.stderr
