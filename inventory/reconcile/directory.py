"""Who a device means when it names a neighbour."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from inventory.reconcile.intent import Port
from inventory.reconcile.observed import canonical_mac, find_interface, interface_names, short_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from collectors.facts import Neighbour
    from inventory.reconcile.intent import IntendedInterface
    from inventory.reconcile.observed import Case


@dataclass(frozen=True)
class Directory:
    """Names and MAC addresses by which devices are heard; what two devices share identifies neither."""

    full: Mapping[str, int]
    short: Mapping[str, int]
    macs: Mapping[str, int]
    hosts: Mapping[str, int]
    ports: Mapping[int, Mapping[str, IntendedInterface]]
    port_macs: Mapping[tuple[int, str], int]

    def device(self, heard: Neighbour) -> int | None:
        """The device heard, by its name, else its chassis MAC, else its address; None for a stranger."""
        name = (heard.remote_name or "").strip().lower().rstrip(".")
        if name in self.full:
            return self.full[name]
        found = self.short.get(short_name(name)) if name else None
        if found is not None:
            return found
        mac = canonical_mac(heard.remote_chassis or "")
        if mac and mac in self.macs:
            return self.macs[mac]
        return self.hosts.get(heard.remote_address or "")

    def port(self, device: int, heard: Neighbour) -> Port | None:
        """The interface of `device` that was heard; None where its words mean no registered one."""
        names = self.ports.get(device, {})
        for words in (heard.remote_port, heard.remote_port_descr):
            if not words:
                continue
            found = find_interface(names, words)
            if found:
                return Port(device, found.id)
            mac = canonical_mac(words)
            if mac and (device, mac) in self.port_macs:
                return Port(device, self.port_macs[device, mac])
        return None


def directory(case: Case) -> Directory:
    """Build the directory from names registered and stated, MAC addresses registered and stated, and addresses held."""
    full, short = _names(case)
    ports = {key: device.interfaces for key, device in case.intent.devices.items()}
    return Directory(full, short, _macs(case), _hosts(case), _Names(ports), _port_macs(case))


def _names(case: Case) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """A name with a domain answers to its short form too, and a short name to any domain."""
    full, short = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    stated = ((key, view.facts.sys_name or "") for key, view in case.views.items())
    for key, name in chain(case.intent.names.items(), stated):
        lowered = name.strip().lower().rstrip(".")
        if lowered:
            full[lowered].add(key)
            short[short_name(lowered)].add(key)
    return _unique(full), _unique(short)


def _macs(case: Case) -> Mapping[str, int]:
    found: dict[str, set[int]] = defaultdict(set)
    for mac, key in case.intent.macs.items():
        found[mac].add(key)
    for key, view in case.views.items():
        for row in view.facts.interfaces or ():
            if mac_stated := canonical_mac(row.mac or ""):
                found[mac_stated].add(key)
    return _unique(found)


def _hosts(case: Case) -> Mapping[str, int]:
    return _unique({host: {row.device for row in rows if row.device} for host, rows in case.intent.known.items()})


def _port_macs(case: Case) -> Mapping[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for key, device in case.intent.devices.items():
        found.update({(key, each.mac): each.id for each in device.interfaces if each.mac})
    for key, view in case.views.items():
        for wanted, row in view.stated.items():
            if mac := canonical_mac(row.mac or ""):
                found[key, mac] = wanted
    return found


def _unique(found: Mapping[str, set[int]]) -> Mapping[str, int]:
    return {text: next(iter(keys)) for text, keys in found.items() if len(keys) == 1}


class _Names(dict[int, "Mapping[str, IntendedInterface]"]):
    """Interface names of a device, indexed when first asked for: most devices are nobody's neighbour."""

    def __init__(self, interfaces: Mapping[int, Iterable[IntendedInterface]]) -> None:
        super().__init__()
        self.interfaces = interfaces

    def __missing__(self, key: int) -> Mapping[str, IntendedInterface]:
        """Index one device."""
        self[key] = found = interface_names(self.interfaces.get(key, ()))
        return found

    def get(self, key: int, default: object = None) -> Mapping[str, IntendedInterface]:
        """As indexing: a device without interfaces has none by any name."""
        del default
        return self[key]
