"""What command lines of real devices say, against the records that others expect of them: ../shared/corpus/cli.

Twice: the records themselves, and each of them found again in the facts. What a record must give is stated here by the
names of its fields alone, not by what a platform says of them.
"""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import IPv4Interface, ip_address
from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.collect.commands import parsed, read
from collectors.platforms import platforms
from collectors.sessions.session import Garbled

CORPUS = Path(os.environ.get("INFOPORT_CORPUS", Path(__file__).parents[5] / "shared" / "corpus")) / "cli"
RAW = sorted(CORPUS.glob("*/*/*.raw"))
BAR = 0.97
Record = dict[str, Any]
Fact = tuple[str, Record]

needs_corpus = pytest.mark.skipif(not RAW, reason=f"no recordings of command lines in {CORPUS}")


def now() -> datetime:
    return datetime(2026, 11, 1, tzinfo=UTC)


def case(raw: Path) -> tuple[str, str, str, list[Record]]:
    records = yaml.safe_load(raw.with_suffix(".yml").read_text(encoding="utf-8"))["parsed_sample"]
    return raw.parts[-3], raw.parts[-2].replace("_", " "), raw.read_text(encoding="utf-8"), records


@needs_corpus
def test_records_are_those_expected() -> None:
    right = expected = 0
    for raw in RAW:
        platform, command, text, records = case(raw)
        reading = next(each for each in platforms()[platform].readings if each.command == command)
        found = parsed(platforms()[platform], reading, text)
        right += sum(record in found for record in records)
        expected += len(records)
    assert expected >= 100
    assert right / expected >= BAR, f"{right} of {expected}"


@needs_corpus
def test_every_expected_record_is_among_the_facts() -> None:
    right, missed = 0, []
    for raw in RAW:
        platform, command, text, records = case(raw)
        try:
            facts = read(platforms()[platform], command, text, now)
        except Garbled as error:
            facts = {"error": error}
        for record in records:
            lacking = [wanted for wanted in wanted_of(command, record) if not there(wanted, facts)]
            right += not lacking
            if lacking:
                missed.append(f"{raw.name}: {lacking[0]}")
    share = right / (right + len(missed))
    assert share >= BAR, f"{share:.4f}\n" + "\n".join(missed[:80])


def there(wanted: Fact, facts: dict[str, Any]) -> bool:
    section, fields = wanted
    rows = [facts["system"]] if section == "system" else [as_dict(row) for row in facts.get(section, ())]
    return any(all(same(row.get(name), value) for name, value in fields.items()) for row in rows)


def as_dict(row: Any) -> Record:
    return {name: getattr(row, name) for name in row.__struct_fields__}


def same(got: Any, wanted: Any) -> bool:
    if isinstance(wanted, set):
        return wanted <= set(got or ())
    if isinstance(wanted, str) and isinstance(got, str):
        return " ".join(wanted.split()).lower() == " ".join(got.split()).lower()
    return got == wanted


def mac(text: str) -> str | None:
    digits = re.sub(r"[^0-9a-f]", "", text.lower())
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2)) if len(digits) == 12 and digits.strip("0") else None


def host(text: str) -> str | None:
    try:
        found = ip_address(text.split("/")[0])
    except ValueError:
        return None
    return None if found.is_unspecified else str(found)


def vid(text: str) -> int | None:
    found = re.match(r"\d+", text)
    return int(found[0]) if found and 0 < int(found[0]) < 4095 else None


def number_of_port(text: str) -> str:
    return re.sub(r"\s|\*$", "", text)


def first(record: Record, *names: str) -> str:
    for name in names:
        value = record.get(name) or ""
        value = next((each for each in value if each), "") if isinstance(value, list) else value
        if value.strip() not in {"", "-", "--", "N/A"}:
            return value.strip()
    return ""


def wanted_of(command: str, record: Record) -> Iterator[Fact]:
    """The facts that a record must give, each by the fields that must be so."""
    for pattern, wanted in KINDS:
        if re.search(pattern, command):
            yield from wanted(record)
            return
    raise AssertionError(f"nothing is said of {command}")


def resolved(record: Record) -> Iterator[Fact]:
    address, hardware = host(first(record, "ip_address", "address")), mac(first(record, "mac_address"))
    if address and hardware:
        yield "arp", {"address": address, "mac": hardware}


def forwarded(record: Record) -> Iterator[Fact]:
    hardware = mac(first(record, "mac_address", "destination_address", "mac"))
    port = first(record, "destination_port", "ports", "interface", "logical_interface")
    if hardware:
        found = {"mac": hardware, "vid": vid(first(record, "vlan_id"))}
        bare = re.sub(r"\(\w\)", "", number_of_port(port))
        yield "fdb", found | ({"local_port": bare} if re.search(r"\d", port) else {})


def heard(record: Record) -> Iterator[Fact]:
    name = re.sub(r"\(\w+\)$", "", first(record, "neighbor_name"))
    chassis = first(record, "chassis_id") if "vendor" not in record else ""
    found: Record = {"local_port": number_of_port(record["local_interface"])}
    if name:
        found["remote_name"] = name
    elif chassis:
        found["remote_chassis"] = mac(chassis) or chassis
    if port := first(record, "neighbor_port_id", "neighbor_interface"):
        found["remote_port"] = port
    if address := host(first(record, "mgmt_address")):
        found["remote_address"] = address
    yield "neighbours", found


def vlans(record: Record) -> Iterator[Fact]:
    number = vid(first(record, "vlan_id", "tag"))
    name = first(record, "vlan_name", "vlan_description")
    if number:
        yield "vlans", {"vid": number} | ({"name": name} if name else {})
    interfaces = record.get("interfaces") or (record.get("interface") if record.get("mode") in {"UT", "TG"} else [])
    for port in interfaces or ():
        if "inner_vlans" not in record:
            tagged = record.get("mode") == "TG" or "routing_instance" in record
            yield "port_vlans", {"local_port": number_of_port(port)} | ({"tagged": {number}} if tagged else {})


def ports_vlans(record: Record) -> Iterator[Fact]:
    yield "port_vlans", {"local_port": record["interface"], "untagged": vid(record["vlan_id"])}


def interfaces(record: Record) -> Iterator[Fact]:
    name = number_of_port(first(record, "interface", "port", "name"))
    found: Record = {"name": name}
    for field in ("description", "interface_description"):
        if record.get(field, "").strip(" -"):
            found["alias"] = record[field]
    if re.fullmatch(r"\d+", first(record, "mtu")):
        found["mtu"] = int(first(record, "mtu"))
    if hardware := mac(first(record, "mac_address", "hw_address")):
        found["mac"] = hardware
    if first(record, "link_status", "line_status", "phy").strip(" ,").lower() == "up":
        found |= {"admin": "up"}
    yield "interfaces", found
    yield from addresses(record, name)


def addresses(record: Record, name: str) -> Iterator[Fact]:
    stated = [record.get(field) or [] for field in ("ip_address", "ip_addresses", "ipv6_addresses", "main_ip", "local")]
    for text in (each for value in stated for each in (value if isinstance(value, list) else [value])):
        if address := host(text):
            length = text.partition("/")[2] or first(record, "prefix_length", "mask", "netmask")
            known = IPv4Interface(f"0.0.0.0/{length}").network.prefixlen if length and ":" not in text else None
            yield "ip_addresses", {"address": address, "local_port": name} | ({"prefixlen": known} if known else {})


def identity(record: Record) -> Iterator[Fact]:
    found = {
        "hardware": first(record, "model", "hardware", "platform", "product", "system_product_name"),
        "serial": first(record, "serial", "serial_number", "system_serial_number"),
        "sysName": first(record, "hostname"),
    }
    yield "system", {name: value for name, value in found.items() if value}


def version(record: Record) -> Iterator[Fact]:
    found = first(record, "image", "os", "junos_version", "product_version", "olt_version", "version")
    word = re.search(r"v(\d[\d.]+),", found) if "Forti" in found else None
    yield "system", {"version": word[1] if word else found.split()[-1]}
    yield from identity({**record, "hardware": "" if word else first(record, "hardware"), "version": ""})


def parts(record: Record) -> Iterator[Fact]:
    found = {
        "serial": first(record, "sn", "serial", "device_serial_number"),
        "model": first(record, "pid", "model", "device_name", "boardname"),
    }
    if stated := {name: value for name, value in found.items() if value}:
        yield "entities", stated
    elif named := first(record, "name", "switch"):
        yield "entities", {"name": named}


def junos_parts(record: Record) -> Iterator[Fact]:
    for name in record:
        if name.endswith("_serial_number") and record[name] and name != "chassis_serial_number":
            stem = name.removesuffix("_serial_number")
            yield (
                "entities",
                {"serial": record[name], "model": record[f"{stem}_part"], "hw_rev": record[f"{stem}_version"] or None},
            )


def temperatures(record: Record) -> Iterator[Fact]:
    for field in ("current_value", "temperature_current", "temperature", "temperature_c", "inlet_temperature_value",
                  "hotspot_temperature_value"):  # fmt: skip
        if first(record, field):
            yield "sensors", {"class_": "temperature", "value": float(first(record, field)), "unit": "C"}
    for field in ("power_supply_watts_using", "power_supply_output"):
        if re.fullmatch(r"[\d.]+", first(record, field)):
            yield "sensors", {"class_": "power", "value": float(first(record, field))}
    if first(record, "fan"):
        yield "sensors", {"descr": first(record, "fan"), "state": first(record, "fan_status")}


def bios(record: Record) -> Iterator[Fact]:
    yield "entities", {"mfg": record["bios_vendor"], "fw_rev": record["bios_version"]}


KINDS = (
    (r"arp", resolved), (r"mac[- ]address|ethernet-switching", forwarded), (r"lldp|cdp", heard),
    (r"port vlan", ports_vlans), (r"vlan", vlans), (r"temperature|environment", temperatures), (r"bios", bios),
    (r"chassis hardware", junos_parts), (r"version|get system status", version), (r"dmidecode -t system", identity),
    (r"interface|ip address|ip link", interfaces), (r"inventory|module|board|device|manuinfo|switch", parts),
)  # fmt: skip
