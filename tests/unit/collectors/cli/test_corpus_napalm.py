"""napalm's real drivers over devices that answer from files: ../shared/corpus/napalm.

A case holds what a device answers and what the driver makes of it; each thing in that must be found in the facts.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import napalm
import pytest
from lxml import etree
from msgspec import structs
from napalm.junos.junos import JunOSDriver

from collectors.collect.commands import read
from collectors.platforms import getters, platforms
from collectors.sessions.napalm import answered

CORPUS = Path(os.environ.get("INFOPORT_CORPUS", Path(__file__).parents[5] / "shared" / "corpus")) / "napalm"
CASES = sorted(each.parent for each in CORPUS.glob("*/*/*/expected_result.json"))
PLATFORMS = {"ios": "cisco_ios", "nxos_ssh": "cisco_nxos", "eos": "arista_eos", "junos": "juniper_junos"}
BAR = 0.97
Fact = tuple[str, dict[str, Any]]


class Answering:
    """A device whose answers are files, named after the commands."""

    hostname, base_prompt = "device", "device"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _file(self, command: str, suffix: str) -> str:
        return (self.folder / f"{re.sub(r'[^a-zA-Z0-9]', '_', command)}.{suffix}").read_text(encoding="utf-8")

    def send_command(self, command: str, **_options: Any) -> str:
        return self._file(command, "txt")

    def find_prompt(self) -> str:
        return "device#"

    def run_commands(self, commands: list[Any], encoding: str = "json", **_options: Any) -> list[Any]:
        found = [each if isinstance(each, str) else each["cmd"] for each in commands]
        if encoding == "json":
            return [json.loads(self._file(each, "json")) for each in found]
        return [{"output": self._file(each, "text")} for each in found]


class Rpc:
    """Junos's remote procedures, each answered from a file of its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getattr__(self, name: str) -> Any:
        file = self.folder / f"{name.replace('_', '-')}.xml"
        return lambda **_arguments: etree.fromstring(file.read_bytes())


class Junos:
    """What PyEZ's device is to the driver."""

    ON_JUNOS, hostname, _use_filter, _normalize = True, "device", False, False

    def __init__(self, folder: Path) -> None:
        self.rpc = Rpc(folder)
        self._conn = self
        facts = folder / "facts.yml"
        self.facts = (
            dict(re.findall(r"^ *(\w+): *'?([^'\n]*)'?$", facts.read_text(encoding="utf-8"), re.MULTILINE))
            if facts.exists()
            else {}
        )
        self.facts = {"switch_style": "VLAN", "personality": "SWITCH", "model": "", **self.facts}

    transform = None

    def display_xml_rpc(self, command: str) -> Any:
        raise AssertionError(command)


def facts_of(case: Path) -> dict[str, Any]:
    driver_name, test = case.parts[-3], case.parts[-2]
    driver: Any = napalm.get_network_driver(driver_name)("device", "user", "word")
    driver.device = Junos(case) if isinstance(driver, JunOSDriver) else Answering(case)
    if driver_name == "eos":
        driver._run_commands = driver.device.run_commands
    getter = test.removeprefix("test_")
    answer = answered(driver, "device", getter)
    platform = structs.replace(platforms()[PLATFORMS[driver_name]], readings=getters())
    return read(platform, getter, answer, lambda: datetime(2026, 11, 1, tzinfo=UTC))


@pytest.mark.skipif(not CASES, reason=f"no cases of napalm in {CORPUS}")
def test_everything_that_napalm_makes_of_answers_is_among_the_facts() -> None:
    right, missed = 0, []
    for case in CASES:
        facts = facts_of(case)
        expected = json.loads((case / "expected_result.json").read_text(encoding="utf-8"))
        for wanted in WANTED[case.parts[-2].removeprefix("test_")](expected):
            found = there(wanted, facts)
            right += found
            missed += [] if found else [f"{'/'.join(case.parts[-3:])}: {wanted}"]
    share = right / (right + len(missed))
    assert right > 100
    assert share >= BAR, f"{share:.4f}\n" + "\n".join(missed[:60])


def there(wanted: Fact, facts: dict[str, Any]) -> bool:
    section, fields = wanted
    if section == "system":
        return all(facts["system"].get(name) == value for name, value in fields.items())
    rows = facts.get(section, ())
    return any(all(getattr(row, name) == value for name, value in fields.items()) for row in rows)


def mac(text: str) -> str | None:
    digits = re.sub(r"[^0-9a-f]", "", text.lower())
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2)) if len(digits) == 12 and digits.strip("0") else None


def identity(expected: Any) -> Iterator[Fact]:
    names = {"hostname": "sysName", "vendor": "vendor", "model": "hardware", "os_version": "version",
             "serial_number": "serial"}  # fmt: skip
    yield "system", {name: expected[key] for key, name in names.items() if expected[key] not in {"", "Unknown"}}


def interfaces(expected: Any) -> Iterator[Fact]:
    for name, each in expected.items():
        found: dict[str, Any] = {
            "name": name, "admin": "up" if each["is_enabled"] else "down", "oper": "up" if each["is_up"] else "down",
            "alias": " ".join(each["description"].split()), "mac": mac(each["mac_address"]),
        }  # fmt: skip
        if each["speed"] > 0:
            found["speed_bps"] = each["speed"] * 10**6
        if each["mtu"] > 0:
            found["mtu"] = each["mtu"]
        yield "interfaces", found


def addresses(expected: Any) -> Iterator[Fact]:
    for name, families in expected.items():
        for family in families.values():
            for address, each in family.items():
                yield (
                    "ip_addresses",
                    {"address": address.lower(), "prefixlen": each["prefix_length"], "local_port": name},
                )


def vlans(expected: Any) -> Iterator[Fact]:
    for number, each in expected.items():
        yield "vlans", {"vid": int(number), "name": each["name"]}


def neighbours(expected: Any) -> Iterator[Fact]:
    for port, heard in expected.items():
        for each in heard:
            found = {"local_port": port, "remote_port": each["remote_port"] or None, "protocol": "lldp"}
            if each["remote_system_name"] not in {"", "N/A", "-"}:
                found["remote_name"] = each["remote_system_name"]
            if chassis := each["remote_chassis_id"]:
                found["remote_chassis"] = mac(chassis) or chassis
            yield "neighbours", found


def resolved(expected: Any) -> Iterator[Fact]:
    for each in expected:
        yield "arp", {"address": each["ip"], "mac": mac(each["mac"]), "local_port": each["interface"]}


def forwarded(expected: Any) -> Iterator[Fact]:
    for each in expected:
        found: dict[str, Any] = {"mac": mac(each["mac"]), "status": "mgmt" if each["static"] else "learned"}
        yield "fdb", found | ({"vid": each["vlan"]} if each["vlan"] > 0 else {})


def environment(expected: Any) -> Iterator[Fact]:
    for name, each in expected["temperature"].items():
        if each["temperature"] >= 0:
            yield "sensors", {"class_": "temperature", "descr": name, "value": each["temperature"]}
    for name, each in expected["fans"].items():
        yield "sensors", {"group": "Fan", "descr": name, "state": "ok" if each["status"] else "failed"}
    for name, each in expected["power"].items():
        yield "sensors", {"group": "Power supply", "descr": name, "state": "ok" if each["status"] else "failed"}
    for name, each in expected["cpu"].items():
        yield "processors", {"descr": name, "usage_percent": each["%usage"]}


WANTED = {
    "get_facts": identity, "get_interfaces": interfaces, "get_interfaces_ip": addresses, "get_vlans": vlans,
    "get_lldp_neighbors_detail": neighbours, "get_arp_table": resolved, "get_mac_address_table": forwarded,
    "get_environment": environment,
}  # fmt: skip
