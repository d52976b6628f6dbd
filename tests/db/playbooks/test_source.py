"""The inventory as Ansible sees it: groups, variables, rights, and Ansible's own programs reading it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from infoport.cli import infoport

from inventory.declare.registry import specs
from inventory.declare.write import save
from inventory.users.models import ObjectPermission, Token, User
from playbooks import source
from playbooks.catalog import PROJECT

BIN = Path(sys.executable).parent
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1Hk2dYbBJMC1Cr9gqOC5Zc6nE1nTq0rB6Uoo5cZ0aX"


def make(label: str, /, **values: Any) -> Any:
    return save(specs[label], specs[label].model(), values)


@pytest.fixture
def city(db: None) -> SimpleNamespace:
    found = SimpleNamespace()
    found.port = make("dcim.site", name="信息港", slug="xxg-1")
    found.party = make("dcim.site", name="市委", slug="party")
    maker = make("dcim.manufacturer", name="Huawei", slug="huawei")
    kind = make("dcim.devicetype", manufacturer=maker, model="S5735", slug="s5735")
    role = make("dcim.devicerole", name="Access", slug="access")
    tenant = make("tenancy.tenant", name="气象局", slug="weather")
    segment = make("segments.segment", name="内网", slug="intranet", kind="intranet", letter="内", code="IN")
    make("ipam.prefix", prefix="10.0.0.0/8")
    make("ipam.prefix", prefix="10.1.0.0/16", segment=segment)
    make("extras.configcontext", name="time", data={"ntp": ["10.1.0.1"], "banner": "{{ lookup('pipe', 'id') }}"})

    def device(name: str | None, site: Any, address: str = "", **more: Any) -> Any:
        made = make("dcim.device", name=name, site=site, device_type=kind, role=role, **more)
        if address:
            port = make("dcim.interface", device=made, name="vlan1", type="virtual")
            held = make(
                "ipam.ipaddress", address=address, assigned_object_type="dcim.interface", assigned_object_id=port.pk
            )
            made = save(specs["dcim.device"], made, {"primary_ip4": held})
        return made

    found.switch = device("sw-1", found.port, "10.1.2.3/24", tenant=tenant)
    found.twins = [device("twin", found.port), device("twin", found.party, "10.9.0.1/24")]
    device(None, found.party)
    cluster = make("virtualization.clustertype", name="KVM", slug="kvm")
    cluster = make("virtualization.cluster", name="main", type=cluster)
    found.machine = make("virtualization.virtualmachine", name="web-1", cluster=cluster, site=found.port)
    return found


def person(name: str, labels: list[str], constraints: Any = None) -> User:
    user = User.objects.create_user(name)
    rule = ObjectPermission.objects.create(name=name, object_types=labels, actions=["view"], constraints=constraints)
    rule.users.add(user)
    return user


def test_hosts_are_grouped_by_what_is_known_of_them(city: SimpleNamespace) -> None:
    listing = source.inventory(None)
    one, other = (f"twin_{each.pk}" for each in city.twins)
    assert set(listing["_meta"]["hostvars"]) == {"sw-1", one, other, "web-1"}
    assert listing["site_xxg_1"]["hosts"] == sorted(["sw-1", one, "web-1"])
    assert listing["tenant_weather"]["hosts"] == ["sw-1"]
    assert listing["segment_intranet"]["hosts"] == ["sw-1"]
    assert listing["virtual_machines"]["hosts"] == ["web-1"]
    assert listing["role_access"]["hosts"] == sorted(["sw-1", one, other])
    assert set(listing["all"]["children"]) == {"ungrouped", *listing} - {"_meta", "all"}


def test_variables_say_how_a_host_is_reached_and_what_it_is(city: SimpleNamespace) -> None:
    found = source.host(None, "sw-1")
    assert (found["ansible_host"], found["ansible_port"]) == ("10.1.2.3", 22)
    assert found["infoport"] == {
        "site": "xxg-1", "role": "access", "platform": None, "tenant": "weather", "type": "device",
        "id": city.switch.pk, "name": "sw-1", "status": "active", "serial": "", "segment": "intranet",
    }  # fmt: skip
    assert found["config_context"]["ntp"] == ["10.1.0.1"]
    assert found["config_context"]["banner"] == {"__ansible_unsafe": "{{ lookup('pipe', 'id') }}"}
    with pytest.raises(source.NoSuchHost, match="'sw-9'"):
        source.host(None, "sw-9")


def test_a_person_is_told_what_they_may_see(city: SimpleNamespace) -> None:
    wang = person("wang", ["dcim.device"], {"site__slug": "party"})
    listing = source.inventory(wang)
    assert list(listing["_meta"]["hostvars"]) == ["twin"]  # alone of its name to them
    assert "segment_intranet" not in listing and "site_xxg_1" not in listing
    with pytest.raises(source.NoSuchHost):
        source.host(wang, "sw-1")
    assert source.inventory(User.objects.create_user("nobody"))["_meta"]["hostvars"] == {}


def test_a_host_becomes_a_target_with_its_pinned_keys(city: SimpleNamespace) -> None:
    secret = make("reconcile.credential", name="ssh", kind="login", username="ops", password="long-Enough-1")
    reached = {"device": city.switch, "method": "ssh", "address": "10.1.2.3", "port": 2222}
    make("reconcile.access", **reached, credential=secret, host_key=KEY)
    found = source.hosts(None)
    target = source.target("sw-1", *found["sw-1"], user="ops")
    assert (target.address, target.port, target.user, target.host_keys) == ("10.1.2.3", 2222, "ops", (KEY,))
    assert {"site_xxg_1", "segment_intranet", "devices"} <= set(target.groups)
    with pytest.raises(source.NoSuchHost, match="web-1 has no primary address"):
        source.target("web-1", *found["web-1"])


def test_the_number_of_queries_does_not_grow_with_the_hosts(
    city: SimpleNamespace, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(8):
        source.inventory(None)


@pytest.fixture
def told(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("INFOPORT_DATA", os.environ["INFOPORT_TESTS"])

    def run(*words: str, token: str = "") -> Any:
        done = CliRunner().invoke(infoport, ["playbooks", *words], env={"INFOPORT_TOKEN": token})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


def test_the_command_prints_what_the_token_may_see(told: Callable[..., Any]) -> None:
    assert "sw-1" in json.loads(told("inventory", "--list").stdout)["_meta"]["hostvars"]
    assert json.loads(told("inventory", "--host", "sw-1").stdout)["ansible_host"] == "10.1.2.3"
    user = person("li", ["virtualization.virtualmachine"])
    _token, text = Token.issue(user)
    for limited in (told("inventory", "--list", token=text), told("inventory", "--list", "--user", "li")):
        assert list(json.loads(limited.stdout)["_meta"]["hostvars"]) == ["web-1"]
    refused = told("inventory", "--list", token="nbt_AAAAAAAAAAAA.no")
    assert refused.exit_code and "INFOPORT_TOKEN: Invalid v2 token" in refused.output
    assert "say either --list or --host NAME" in told("inventory").output
    assert "web-site-undo" in told("list").stdout


@pytest.mark.parametrize("kind", ["script", "plugin"])
def test_ansible_reads_it_by_script_and_by_plugin(told: Callable[..., Any], tmp_path: Path, kind: str) -> None:
    listing = tmp_path / "listing.json"
    listing.write_text(told("inventory", "--list").stdout)
    program = tmp_path / "infoport"
    program.write_text(f'#!/bin/sh\ncase "$*" in "playbooks inventory --list") cat {listing};; *) exit 3;; esac\n')
    program.chmod(0o755)
    given = PROJECT / "inventory" / "infoport.sh"
    if kind == "plugin":
        given = tmp_path / "city.infoport.yml"
        given.write_text("plugin: infoport\n")
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    environ |= {"ANSIBLE_CONFIG": str(PROJECT / "ansible.cfg"), "ANSIBLE_INVENTORY_ENABLED": "infoport,script"}
    done = subprocess.run(
        [BIN / "ansible-inventory", "-i", given, "--list"], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["segment_intranet"]["hosts"] == ["sw-1"]
    own = found["_meta"]["hostvars"]["sw-1"]
    assert plain(own["ansible_host"]) == "10.1.2.3"
    assert plain(own["config_context"]["banner"]) == "{{ lookup('pipe', 'id') }}"


def plain(value: Any) -> Any:
    """A value without Ansible's mark of data."""
    return value["__ansible_unsafe"] if isinstance(value, dict) else value
