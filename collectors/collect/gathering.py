"""Rows of one device from many commands, put together: one row for one thing, ports by their full names."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from collectors.collect.rows import Row
from collectors.facts import (
    ArpEntry,
    BridgeEntry,
    Entity,
    Interface,
    InterfaceCounters,
    IpAddress,
    Mempool,
    Neighbour,
    PortVlans,
    Processor,
    Sensor,
    Storage,
    Transceiver,
    Vlan,
)
from collectors.sessions.session import Garbled

KINDS: Final[Mapping[str, Any]] = {
    "interfaces": Interface, "counters": InterfaceCounters, "ip_addresses": IpAddress, "vlans": Vlan,
    "port_vlans": PortVlans, "neighbours": Neighbour, "fdb": BridgeEntry, "arp": ArpEntry, "entities": Entity,
    "sensors": Sensor, "storage": Storage, "mempools": Mempool, "processors": Processor, "transceivers": Transceiver,
}  # fmt: skip
"""Section -> what its rows are."""

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "interfaces": ("name",), "counters": ("local_port",), "ip_addresses": ("address",), "vlans": ("vid",),
    "port_vlans": ("local_port",), "fdb": ("mac",), "arp": ("address", "mac"), "sensors": ("class", "descr"),
    "neighbours": ("local_port",), "transceivers": ("local_port",),
}  # fmt: skip
"""Fields without which a row says nothing: an address that was not resolved, a heading."""

SAME: Final[Mapping[str, tuple[str, ...]]] = {
    "interfaces": ("name",), "counters": ("local_port",), "ip_addresses": ("address", "local_port"), "vlans": ("vid",),
    "port_vlans": ("local_port",), "fdb": ("mac", "vid", "local_port"), "arp": ("address", "mac", "local_port"),
    "neighbours": ("local_port", "remote_name", "remote_chassis", "remote_port", "protocol"),
}  # fmt: skip
"""Fields in which rows that are about one thing agree; what one leaves out, another may say."""

_NAME: Final = re.compile(r"([A-Za-z][A-Za-z-]*?)[ -]?(\d.*)")


class Ports:
    """Names of the device's own ports, short and long."""

    def __init__(self, names: Iterable[str], kinds: Mapping[str, str]) -> None:
        """`kinds` gives the long name of a kind of port by its short one, where that is not its beginning."""
        self._exact: dict[str, str] = {}
        self._kinds = {short.lower(): long.lower() for short, long in kinds.items()}
        self._by_number: dict[str, list[tuple[str, str]]] = {}
        for name in names:
            self.met(name)

    def met(self, name: str) -> str:
        """Give the full name that a name means, which is its own where it means none so far: then it is known now."""
        full = self.full(name)
        if full.lower() not in self._exact:
            self._exact[full.lower()] = full
            if split := _NAME.fullmatch(full):
                self._by_number.setdefault(split[2], []).append((split[1].lower(), full))
        return full

    def full(self, name: str) -> str:
        """Give the name of the interface that a name means; the name itself where that is not clear."""
        if name.lower() in self._exact:
            return self._exact[name.lower()]
        split = _NAME.fullmatch(name)
        if split is None:
            return name
        short = self._kinds.get(split[1].lower(), split[1].lower())
        found = [long for kind, long in self._by_number.get(split[2], ()) if kind.startswith(short)]
        return found[0] if len(found) == 1 else name


class Gathered:
    """What was stated of one device so far. A section without an entry was not stated."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        """`kinds`: see `Ports`."""
        self._kinds = kinds
        self._rows: dict[str, list[Row]] = {}

    def add(self, section: str, found: Iterable[Row]) -> None:
        """Add rows of a section, which is stated from now on, even if there are none."""
        kept = self._rows.setdefault(section, [])
        kept.extend(row for row in found if all(row.get(name) is not None for name in NEEDED.get(section, ())))

    def has(self, section: str) -> bool:
        """Whether a section has a row."""
        return bool(self._rows.get(section))

    def words(self) -> Row:
        """Give what was stated of the device as a whole; of several, the first."""
        return _together(self._rows.get("system", ()))

    def facts(self, at: datetime) -> dict[str, tuple[Any, ...] | Garbled]:
        """Give the rows of all sections that were stated, or why a section contradicts its vocabulary."""
        ports = Ports((), self._kinds)
        named = [{**row, "name": ports.met(row["name"])} for row in self._rows.get("interfaces", ())]
        interfaces = _merged("interfaces", named)
        numbered = _numbered(interfaces)
        indexes = {row["name"]: row["index"] for row in numbered}
        found: dict[str, tuple[Any, ...] | Garbled] = {}
        for section, stated in self._rows.items():
            if section == "interfaces":
                found[section] = _made(section, numbered)
            elif section != "system":
                full = [_named(row, ports, indexes) for row in stated]
                found[section] = _made(section, [_fitted(section, row, at) for row in _merged(section, full)])
        return found


def _named(row: Row, ports: Ports, indexes: Mapping[str, int]) -> Row:
    """Give a row with the full name of its port, and the number that ties it to its interface."""
    if "local_port" not in row:
        return row
    name = ports.full(row["local_port"])
    return {**row, "local_port": name} | ({"if_index": indexes[name]} if name in indexes else {})


def _merged(section: str, stated: Iterable[Row]) -> list[Row]:
    """Give one row for each thing, where it is known when two rows are about one."""
    names = SAME.get(section)
    if names is None:
        return list(stated)
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in stated:
        groups.setdefault(tuple(row.get(name) for name in names), []).append(row)
    return [_together(group) for group in groups.values()]


def _together(group: Iterable[Row]) -> Row:
    """Give one row of several: what one states first stands, but tagged VLANs are united."""
    found: Row = {}
    for row in group:
        tagged = set(found.get("tagged", ())) | set(row.get("tagged", ()))
        found = {**row, **found}
        if tagged:
            found["tagged"] = tuple(sorted(tagged))
    return found


def _numbered(interfaces: list[Row]) -> list[Row]:
    """Give interfaces with the numbers that the device states, or else their places; never some of both."""
    stated = [row.get("index") for row in interfaces]
    own = None not in stated and len(set(stated)) == len(stated)
    return [row if own else {**row, "index": place} for place, row in enumerate(interfaces, 1)]


def _fitted(section: str, row: Row, at: datetime) -> Row:
    """Give a row in the fields of its kind: not every kind has room for the name of a port."""
    if section == "counters":
        return {**row, "at": at}
    if section == "neighbours":
        return {("local_if_index" if name == "if_index" else name): value for name, value in row.items()}
    return row


def _made(section: str, stated: Iterable[Row]) -> tuple[Any, ...] | Garbled:
    kind = KINDS[section]
    fields = {each.encode_name: each for each in msgspec.structs.fields(kind)}
    made = []
    for row in stated:
        if any(each.required and name not in row for name, each in fields.items()):
            continue
        try:
            made.append(msgspec.convert({name: row[name] for name in row.keys() & fields.keys()}, kind, strict=False))
        except msgspec.ValidationError as error:
            return Garbled(f"{section}: {error} in {row}")
    return tuple(made)
