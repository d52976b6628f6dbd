"""Clients that only read: nornir, Oxidized's HTTP source, Prometheus."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
from nornir_netbox.plugins.inventory.netbox import NetBoxInventory2

from tests.wire.live import Live, free_port
from tests.wire.town import SWITCHES, Town

SWITCH_NAMES = [f"sw-{n}" for n in range(1, SWITCHES + 1)]
PROMETHEUS_SECONDS = 20


def fetch(live: Live, path: str, token: str = "", **headers: str) -> requests.Response:
    signed = {"Authorization": f"Token {token or live.token}", **headers}
    return requests.get(live.url + path, headers=signed, timeout=20)


def test_nornir_loads_devices_and_virtual_machines(live: Live, town: Town, folder: Path) -> None:
    groups = folder / "groups.yaml"
    groups.write_text('site__hq:\n  username: "netops"\n')
    plugin = NetBoxInventory2(
        nb_url=live.url, nb_token=live.token, include_vms=True, use_platform_slug=True, flatten_custom_fields=True,
        group_file=str(groups), defaults_file=str(folder / "none.yaml"),
    )  # fmt: skip
    with closing(plugin.session):
        found = plugin.load()
    assert {*SWITCH_NAMES, "rtr-1", "vm-1", "vm-2"} <= set(found.hosts)
    first = found.hosts["sw-1"]
    assert (first.hostname, first.platform) == ("10.20.1.1", "ios")
    assert first.data["contract"] == "C-1"
    assert {"site__hq", "platform__ios", "device_role__access", "device_type__s1", "manufacturer__acme"} <= {
        group.name for group in first.groups
    }
    assert first.get("config_context")["contact"] == "desk"
    assert found.hosts["vm-1"].hostname == "10.20.1.50"


def test_nornir_stops_at_an_expired_token(live: Live, town: Town, folder: Path) -> None:
    plugin = NetBoxInventory2(nb_url=live.url, nb_token=live.expired, defaults_file=str(folder / "none.yaml"))
    with closing(plugin.session), pytest.raises(ValueError, match="Failed to get data"):
        plugin.load()


def test_oxidized_pages_through_its_devices(live: Live, town: Town) -> None:
    path: str | None = "/api/dcim/devices/?has_primary_ip=True&cf_backup_enable=True&limit=1"
    names = []
    while path:
        page = fetch(live, path).json()
        names += [each["name"] for each in page["results"]]
        path = page["next"].removeprefix(live.url) if page["next"] else None
    assert names == ["sw-1", "sw-2"]


def test_oxidized_may_append_a_node_to_the_limit(live: Live, town: Town) -> None:
    """For a single node it appends `/<node>` to the address, so that the limit can no longer be read."""
    page = fetch(live, "/api/dcim/devices/?has_primary_ip=True&cf_backup_enable=True&limit=0/sw-1")
    assert page.status_code == 200
    assert [each["name"] for each in page.json()["results"]] == ["sw-1", "sw-2"]


def test_an_address_without_its_last_slash_answers(live: Live, town: Town) -> None:
    found = fetch(live, "/api/ipam/prefixes?prefix=10.20.1.0/24")
    assert [each["prefix"] for each in found.json()["results"]] == ["10.20.1.0/24"]


def test_every_answer_says_version_and_request(live: Live, town: Town) -> None:
    found = fetch(live, "/api/dcim/sites/?limit=1")
    assert found.headers["API-Version"] == "4.6"
    assert found.headers["X-Request-ID"]


def targets(live: Live, kind: str) -> dict[str, dict[str, str]]:
    found = fetch(live, f"/api/plugins/prometheus-sd/{kind}/", **{"X-Prometheus-Refresh-Interval-Seconds": "60"})
    assert (found.status_code, found.headers["Content-Type"]) == (200, "application/json")
    return {target: group["labels"] for group in found.json() for target in group["targets"]}


def test_the_plug_in_lists_targets_with_its_labels(live: Live, town: Town) -> None:
    devices = targets(live, "devices")
    first = devices["sw-1"]
    wanted = {
        "name": "sw-1", "status": "active", "model": "Device", "primary_ip": "10.20.1.1", "site_slug": "hq",
        "role_slug": "access", "device_type_slug": "s1", "rack": "R01", "tag_slugs": "core,edge", "services": "ssh",
        "custom_field_contract": "C-1", "tenant_slug": "police", "platform_slug": "ios",
    }  # fmt: skip
    assert {name: first[f"__meta_netbox_{name}"] for name in wanted} == wanted
    assert all(isinstance(value, str) for value in first.values())
    router = devices["rtr-1:9100"]
    assert (router["__metrics_path__"], router["__scheme__"]) == ("/m", "https")
    assert targets(live, "virtual-machines")["vm-1"]["__meta_netbox_cluster"] == "c1"
    assert set(targets(live, "services")) >= {"sw-1:22", "sw-1:2222", "vm-1:443"}
    assert targets(live, "ip-addresses")["10.20.1.1"]["__meta_netbox_status"] == "active"


def test_the_plug_in_filters_and_refuses_like_the_list(live: Live, town: Town) -> None:
    found = fetch(live, "/api/plugins/prometheus-sd/devices/?tag=core")
    assert [group["targets"] for group in found.json()] == [["sw-1"]]
    assert fetch(live, "/api/plugins/prometheus-sd/devices/", live.expired).status_code == 403


@pytest.fixture
def discovered(live: Live, town: Town, make_folder: Callable[[], Path]) -> list[dict[str, Any]]:
    """What a real Prometheus makes of it."""
    if shutil.which("promtool") is None:
        pytest.skip("prometheus is not installed; the plug-in's answers are read by requests above")
    folder, port = make_folder(), free_port()
    config = folder / "prometheus.yml"
    config.write_text(json.dumps({"scrape_configs": [{
        "job_name": "city", "scrape_interval": "1h",
        "http_sd_configs": [{
            "url": f"{live.url}/api/plugins/prometheus-sd/devices/", "refresh_interval": "5s",
            "authorization": {"type": "Token", "credentials": live.token},
        }],
        "relabel_configs": [{"source_labels": ["__meta_netbox_name"], "target_label": "instance"},
            {"target_label": "__address__", "replacement": "127.0.0.1:1"}],
    }]}))  # fmt: skip
    process = subprocess.Popen(
        ["prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder / 'data'}",
         f"--web.listen-address=127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        return active(port)
    finally:
        process.kill()
        process.wait(10)


def active(port: int) -> list[dict[str, Any]]:
    """The targets it found, once it has looked."""
    deadline = time.monotonic() + PROMETHEUS_SECONDS
    while True:
        try:
            said = requests.get(f"http://127.0.0.1:{port}/api/v1/targets", timeout=5).json()
            if said["data"]["activeTargets"]:
                return list(said["data"]["activeTargets"])
        except requests.ConnectionError:
            pass
        assert time.monotonic() < deadline, "Prometheus found no target"
        time.sleep(0.2)


def test_a_real_prometheus_discovers_every_device(discovered: list[dict[str, Any]]) -> None:
    labels = {each["discoveredLabels"]["__meta_netbox_name"]: each["discoveredLabels"] for each in discovered}
    assert set(labels) >= {*SWITCH_NAMES, "rtr-1"}
    assert labels["sw-1"]["__meta_netbox_primary_ip"] == "10.20.1.1"
    assert labels["rtr-1"]["__scheme__"] == "https"
