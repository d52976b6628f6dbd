"""Write walk.snmprec of every case in cases.yaml: a device of its kind with invented values in every table it declares.

Run with `python -m tests.recordings.synthesise [PROFILE…]` from the checkout; `--facts` also writes expected.json from
what is read now, which is to be looked at before it is committed. What identifies a device (sysDescr, sysObjectID,
vendors' instances of model, version and serial number) is written by hand in cases.yaml, in the form that such devices
use; the rest follows from the profile's tables. No value is taken from a real device.
"""

import asyncio
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from collectors.collect.device import recording_async
from collectors.collect.rowtables import field_types
from collectors.facts import (
    BgpPeer,
    ConferenceStatus,
    DeviceFacts,
    Fact,
    IpAddress,
    Neighbour,
    OspfNeighbour,
    Outlet,
    PoePort,
    StackMember,
    Ups,
)
from collectors.profiles.match import catalogue
from collectors.profiles.schema import Profile
from collectors.profiles.tables import Amount, Cell, Naming, Only, PoolTable, RowTable, SensorTable, State
from collectors.sessions.values import Index, Oid, arcs

FOLDER: Final = Path(__file__).parent
AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
ROWS: Final[dict[str, type[Fact]]] = {
    "neighbours": Neighbour,
    "addresses": IpAddress,
    "bgp_peers": BgpPeer,
    "ospf_neighbours": OspfNeighbour,
    "stack": StackMember,
    "poe_ports": PoePort,
    "outlets": Outlet,
    "ups": Ups,
    "conference": ConferenceStatus,
}
READINGS: Final = {
    "temperature": 31, "humidity": 45, "voltage": 231, "current": 2, "power": 180, "power_consumed": 912, "load": 35,
    "fanspeed": 5400, "frequency": 50, "charge": 97, "percent": 40, "runtime": 42, "dbm": -4, "airflow": 300,
    "pressure": 101, "waterflow": 20, "cooling": 400, "count": 3, "delay": 120, "power_factor": 1,
}  # fmt: skip
NAMES: Final = (
    *("Temp CPU", "Fan 1", "12V rail", "+3.3V", "VCC", "PS1 status", "Intrusion", "Voltage A", "Current A", "Charge A"),
    *("Overall Unit Status", "LM75 1", "On", "Humidity"),
)
RAW: Final[dict[str, object]] = {
    "minutes_from_ticks": 252000, "fahrenheit": 77, "number_after_colon": "Reading: 12.5", "dbm_from_microwatts": 400,
    "dbm_from_tenth_microwatts": 4000, "dbm_or_microwatts": -412, "amperes_of_bias": 30, "complement": 60,
    "mac": bytes.fromhex("020000c0ffee"), "ip_address": bytes((198, 51, 100, 7)), "bgp_error": bytes((6, 4)),
    "first_of_list": "-4.10,-4.20",
}  # fmt: skip
CHASSIS: Final = 1
SENSOR_PART: Final = 5
PART_CLASS: Final = "1.3.6.1.2.1.47.1.1.1.1.5"


class Walk:
    """What a device will answer; of a cell that two tables want the first holds."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, ...], object] = {}
        self.descr = ""

    def put(self, column: Oid | None, index: Index, value: object) -> None:
        if column is not None:
            self.cells.setdefault((*arcs(column), *index), value)

    def lines(self) -> Iterator[str]:
        for name, value in sorted(self.cells.items()):
            yield f"{'.'.join(map(str, name))}|{written(value)}"


def written(value: object) -> str:
    """Give tag and value as .snmprec has them."""
    if isinstance(value, bytes):
        return f"4x|{value.hex()}"
    if isinstance(value, float) or (isinstance(value, int) and value >= 1 << 31):
        return f"70|{round(value)}" if value >= 0 else f"2|{round(value)}"
    if isinstance(value, int):
        return f"2|{value}"
    text = str(value)
    if re.fullmatch(r"oid:[\d.]+", text):
        return f"6|{text[4:]}"
    if re.fullmatch(r"ip:[\d.]+", text):
        return f"64|{text[3:]}"
    return f"4|{text}" if text.isascii() and text.isprintable() else f"4x|{text.encode().hex()}"


def standard(walk: Walk, case: dict[str, Any]) -> None:
    """Fill what every device has: system, two interfaces, an address, a VLAN, a neighbour, a chassis with a sensor."""
    system = "1.3.6.1.2.1.1"
    for arc, value in enumerate(
        (case["sysDescr"], f"oid:{case['sysObjectID']}", 864000, "noc", case.get("sysName", "device-1"), "Room 1"), 1
    ):
        walk.put(f"{system}.{arc}", (0,), value)
    for index, name in ((1, "port 1"), (2, "port 2")):
        cells = {2: name, 3: 6, 4: 1500, 5: 1000000000, 6: bytes((2, 0, 0, 0, 1, index)), 7: 1, 8: index, 9: 8640}
        cells |= {10: 1000 * index, 13: 0, 14: 1, 16: 2000 * index, 19: 0, 20: 0}
        for arc, value in cells.items():
            walk.put(f"1.3.6.1.2.1.2.2.1.{arc}", (index,), value)
        for arc, extra in {1: f"p{index}", 15: 1000, 18: f"uplink {index}" if index == 1 else ""}.items():
            walk.put(f"1.3.6.1.2.1.31.1.1.1.{arc}", (index,), extra)
        walk.put("1.3.6.1.2.1.17.1.4.1.2", (index,), index)
    walk.put("1.3.6.1.2.1.4.20.1.2", (192, 0, 2, 10), 1)
    walk.put("1.3.6.1.2.1.4.20.1.3", (192, 0, 2, 10), "ip:255.255.255.0")
    for arc, value in ((1, "users"), (2, b"\xc0"), (4, b"\x80"), (5, 1)):
        walk.put(f"1.3.6.1.2.1.17.7.1.4.3.1.{arc}", (20,), value)
    for arc, value in (
        (4, 4),
        (5, bytes.fromhex("020000c0ffee")),
        (6, 5),
        (7, "e0/1"),
        (8, "to device"),
        (9, "peer-1"),
    ):
        walk.put(f"1.0.8802.1.1.2.1.4.1.1.{arc}", (0, 1, 1), value)
    parts(walk, case.get("entity"))


def parts(walk: Walk, chassis: dict[str, str] | None) -> None:
    """Fill entPhysicalTable, where the case has a chassis."""
    if chassis is None:
        return
    table = "1.3.6.1.2.1.47.1.1.1.1"
    arcs_of = {"descr": 2, "name": 7, "hw_rev": 8, "fw_rev": 9, "sw_rev": 10, "serial": 11, "mfg": 12, "model": 13}
    for index, kind, parent, words in (
        (CHASSIS, chassis.get("class", "3"), 0, chassis),
        (SENSOR_PART, "8", CHASSIS, {"descr": "Inlet", "name": "Inlet"}),
    ):
        walk.put(f"{table}.4", (index,), parent)
        walk.put(f"{table}.5", (index,), int(kind))
        walk.put(f"{table}.6", (index,), 1)
        for field, arc in arcs_of.items():
            walk.put(f"{table}.{arc}", (index,), words.get(field, ""))


def name(walk: Walk, sources: list[Naming], index: Index, text: str) -> None:
    """Give a row its name in the first column that names it."""
    for source in sources:
        if source.column is not None:
            key = index if source.at is None else (index[source.at],)
            walk.put(source.column, key, text)
            return


def row_index(column: Oid, sources: list[Naming], serial: int) -> Index:
    """Give the index of one row: 0 for a scalar, that of the part or interface where one names it."""
    if any(source.entity for source in sources):
        return (CHASSIS,)
    if any(source.interface for source in sources):
        longest = max(source.at or 0 for source in sources if source.interface)
        return (1,) if not longest else (1,) * (longest + 1)
    return (serial,) if arcs(column)[-2] == 1 else (0,)


def restrict(walk: Walk, only: Only | None, index: Index) -> None:
    """Let the row through."""
    if only is not None:
        value = only.values[0]
        walk.put(only.column, index, f"oid:{value}" if isinstance(value, str) and value.startswith("1.") else value)


def sensor(walk: Walk, table: SensorTable, serial: int) -> None:
    """Fill one row of a column of readings, with its name, scale, limits."""
    index = row_index(table.column, table.descr, serial)
    if table.last_arc is not None:
        index = (1, 1, table.last_arc)
    elif table.limit_key:
        index = (1, 0)
    elif table.only and table.only.column == PART_CLASS:
        index = (SENSOR_PART,)
    text = (
        next((each for each in NAMES if re.search(table.named, each)), "Sensor") if table.named else f"Sensor {serial}"
    )
    name(walk, table.descr, index, text)
    restrict(walk, table.only, index)
    factor = table.scale
    if table.scale_by:
        walk.put(table.scale_by, index, 1)
        factor /= 10
    walk.put(table.column, index, reading(table, factor))
    key = index if table.limit_key is None else tuple(index[at] for at in table.limit_key)
    value = READINGS.get(table.class_, 5)
    shares = (("high", 2.0), ("high_warn", 1.5), ("low_warn", 0.5), ("low", 0.25))
    for limit, share in shares:
        column = getattr(table, limit)
        if isinstance(column, str):
            walk.put(column, key, round(value * share / (factor if table.limit_scale is None else table.limit_scale)))


def reading(table: SensorTable, factor: float) -> object:
    """Give a raw value that the table reads as something usual for its class."""
    if table.texts:
        return next(iter(table.texts)).capitalize()
    if table.class_ == "state":
        known = {number: state for number, state in table.states.items() if isinstance(state, State)}
        good = [number for number, state in known.items() if state.severity == "ok"]
        return (good or list(table.states) or [1])[0]
    if table.parse in RAW:
        return RAW[table.parse]
    raw = round(READINGS.get(table.class_, 5) / factor)
    return raw if raw not in table.skip else raw + 1


def pool(walk: Walk, table: PoolTable, serial: int) -> None:
    """Fill one row of a table of memory or storage, 1 GiB of which a quarter is used."""
    first = next(each for each in (table.total, table.used, table.free) if each) if not table.percent else None
    column = first.column if first else str(table.percent)
    index = row_index(column, table.descr, serial)
    name(walk, table.descr, index, f"Pool {serial}")
    restrict(walk, table.only, index)

    def amount(source: Amount | None, octets: int) -> None:
        if source is not None:
            if source.unit_column:
                walk.put(source.unit_column, index, 4096)
            walk.put(source.column, index, round(octets / source.unit / (4096 if source.unit_column else 1)))

    amount(table.total, 1 << 30)
    amount(table.used, 1 << 28)
    amount(table.free, 3 << 28)
    walk.put(table.percent, index, 25)
    walk.put(table.free_percent, index, 75)


def row(walk: Walk, table: RowTable, kind: type[Fact]) -> None:
    """Fill one row, one fact."""
    octets = [cell.octets for cell in table.cells.values() if cell.octets is not None]
    places = [cell.at for cell in table.cells.values() if cell.at is not None]
    columns = [cell.column for cell in table.cells.values() if cell.column]
    scalar = not places and all(arcs(column)[-2] != 1 for column in columns)
    index: Index = (0,) if scalar else (1,) * (max([place for place in places if place >= 0], default=0) + 1)
    if octets:
        index = (*(1,) * octets[0], 1, 4, 198, 51, 100, 7)
    types = field_types(kind)
    for field, cell in table.cells.items():
        key = index if cell.key is None else tuple(index[at] for at in cell.key)
        walk.put(cell.column, key, cell_value(cell, types[field], field))
    name(walk, table.name, index, "Row 1")
    restrict(walk, table.only, index)


def cell_value(cell: Cell, kind: type, field: str) -> object:
    if cell.map:
        return next(iter(cell.map))
    if cell.parse in RAW:
        return RAW[cell.parse]
    return f"{field} 1" if kind is str else round(12 / cell.scale)


def tables(walk: Walk, profile: Profile) -> None:
    """Fill all that the profile declares."""
    for serial, table in enumerate(profile.sensors, 1):
        sensor(walk, table, serial)
    for serial, processor in enumerate(profile.processors, 1):
        index = row_index(processor.column, processor.descr, serial)
        name(walk, processor.descr, index, f"CPU {serial}")
        restrict(walk, processor.only, index)
        walk.put(processor.column, index, round(17 / processor.scale) if processor.parse is None else 83)
    for serial, each in enumerate((*profile.mempools, *profile.storage), 1):
        pool(walk, each, serial)
    for vlan in profile.vlans:
        walk.put(vlan.names, (1, 30), "voice")
        walk.put(vlan.ids, (1, 30), 30)
    walk.put(profile.access_vlan, (1,), 30)
    modules(walk, profile)
    for section, kind in ROWS.items():
        for table in getattr(profile, section):
            row(walk, table, kind)


def modules(walk: Walk, profile: Profile) -> None:
    """Fill parts: sensors of the form of ENTITY-SENSOR-MIB, optics, and vendors' parts."""
    for source in profile.entity_sensors:
        for arc, value in ((1, 8), (2, 9), (3, 1), (4, 275), (5, 1)):
            walk.put(f"{source.table}.{arc}", (SENSOR_PART,), value)
        for arc, value in ((2, 20), (3, 4), (4, 500)):
            walk.put(f"{source.thresholds}.{arc}" if source.thresholds else None, (SENSOR_PART, 1), value)
        walk.put(source.high, (SENSOR_PART,), 500)
        walk.put(source.low, (SENSOR_PART,), 50)
    for module in profile.transceivers:
        walk.put(module.serial or module.present, (1,), "SN-OPTIC-1")
        for column, word in ((module.vendor, "Optics Ltd"), (module.type, "10G LR")):
            walk.put(column, (1,), word)
        for column, number in ((module.wavelength_nm, 1310), (module.distance_m, 10000)):
            walk.put(column, (1,), number)
    parts_of_vendor(walk, profile)


def parts_of_vendor(walk: Walk, profile: Profile) -> None:
    """Fill the vendor's tables of parts."""
    for part in profile.entities:
        name(walk, part.name, (1,), "Part 1")
        for column, word in ((part.serial, "SN-PART-1"), (part.model, "MODEL-PART-1"), (part.descr, "A part")):
            walk.put(column, (1,), word)


def identify(walk: Walk, profile: Profile, identity: dict[str, str]) -> dict[str, str] | None:
    """Put model, version and serial number where the profile looks for them first; give those of the chassis."""
    chassis: dict[str, str] = {}
    for field, word in identity.items():
        for source in getattr(profile, field, []):
            if source.oid is not None and source.regex is None:
                walk.put(source.oid, () if source.oid.endswith(".0") else (1,), word)
                break
            if source.entity is not None and source.regex is None:
                chassis.setdefault(source.entity, word)
                break
            if source.oid is not None or (source.sysDescr and re.search(source.sysDescr, walk.descr)):
                break
    return chassis or None


def synthesise(profile: Profile, case: dict[str, Any]) -> str:
    """Give the recording of one case."""
    walk = Walk()
    walk.descr = case["sysDescr"]
    for oid, value in case.get("cells", {}).items():
        walk.put(oid, (), value)
    standard(walk, case | {"entity": identify(walk, profile, case.get("identity", {}))})
    tables(walk, profile)
    return "\n".join(walk.lines()) + "\n"


def facts_of(path: Path) -> dict[str, Any]:
    """Give what is read from a recording, without what depends on the moment or the name of the file."""
    found: DeviceFacts = asyncio.run(recording_async(path, lambda: AT))
    out = msgspec.to_builtins(found)
    for volatile in ("target", "at", "evidence", "counters"):
        out.pop(volatile, None)
    return out  # type: ignore[no-any-return]  # of to_builtins


def cases() -> dict[str, dict[str, dict[str, Any]]]:
    """Give profile -> case -> its description."""
    return msgspec.yaml.decode(  # type: ignore[no-any-return]  # of decode without a type
        (FOLDER / "cases.yaml").read_bytes()
    )


def main(arguments: list[str]) -> int:
    """Write the recordings, of the profiles named or of all."""
    wanted = {each for each in arguments if not each.startswith("-")}
    for profile, group in cases().items():
        if wanted and profile not in wanted:
            continue
        for title, case in group.items():
            folder = FOLDER / profile / title
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "walk.snmprec").write_text(synthesise(catalogue()[profile], case), encoding="ascii")
            if "--facts" in arguments:
                text = msgspec.json.format(msgspec.json.encode(facts_of(folder / "walk.snmprec")), indent=1)
                (folder / "expected.json").write_bytes(text + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
