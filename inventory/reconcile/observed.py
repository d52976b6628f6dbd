"""What devices state, matched with what they should hold."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from socket import AF_INET, AF_INET6, inet_pton
from typing import Final

from msgspec import Struct, field

from collectors.facts import DeviceFacts, Interface, IpAddress
from inventory.net.interface_names import canonical_interface
from inventory.reconcile.difference import Evidence
from inventory.reconcile.intent import IntendedDevice, IntendedInterface, Snapshot

CANONICAL: Final = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
IPV4: Final = 4
"""Octets of an IPv4 address."""
UNCOUNTED: Final = frozenset({127, *range(224, 240)})
"""First octets of loopback and multicast addresses (RFC 6890, RFC 5771)."""


class Seen(Struct, frozen=True):
    """Which stored observation a section of facts is, what it was read from and when."""

    observation: int | None
    source: str
    at: datetime


class Observed(Struct, frozen=True, kw_only=True):
    """What is known of one polled device. `facts` None: it never answered.

    `state` is that of the last attempt; anything but "ok" leaves `facts` as they were, and they count as unknown.
    """

    device: int
    state: str = "ok"  # of `choices.PollState`
    facts: DeviceFacts | None = None
    seen: Mapping[str, Seen] = field(default_factory=dict)  # section -> origin
    address: str = ""  # asked
    attempted: datetime | None = None
    error: str = ""


class View(Struct, frozen=True, kw_only=True):
    """A device that answers, beside its intent: interfaces of both sides matched by name."""

    device: IntendedDevice
    observed: Observed
    facts: DeviceFacts
    stated: Mapping[int, Interface]  # id of the intended interface -> what the device states of it
    intended: Mapping[int, IntendedInterface]  # ifIndex -> intended interface
    unknown: tuple[Interface, ...]  # stated only
    names: Mapping[str, IntendedInterface]

    def cite(self, section: str) -> tuple[Evidence, ...]:
        """The evidence for what this device states in a section."""
        seen = self.observed.seen.get(section)
        source, at = (seen.source, seen.at) if seen else (self.facts.evidence.get(section, section), self.facts.at)
        found = seen.observation if seen else None
        return (Evidence(device=self.device.id, section=section, source=source, at=at, observation=found),)

    def interface(self, name: str | None, index: int | None = None) -> IntendedInterface | None:
        """The intended interface that the device means by an ifIndex or a name."""
        if index is not None and index in self.intended:
            return self.intended[index]
        return find_interface(self.names, name) if name else None


@dataclass(frozen=True)
class Case:
    """Everything a rule may look at."""

    intent: Snapshot
    observed: Mapping[int, Observed]
    views: Mapping[int, View]  # devices that answer

    @cached_property
    def holders(self) -> Mapping[str, tuple[tuple[View, IpAddress], ...]]:
        """Which devices hold an address at present."""
        found: dict[str, tuple[tuple[View, IpAddress], ...]] = {}
        for view in self.views.values():
            for each in view.facts.ip_addresses or ():
                if counts(each.address):
                    found[each.address] = (*found.get(each.address, ()), (view, each))
        return found


def gather(intent: Snapshot, facts: Sequence[Observed]) -> Case:
    """Match intent and observation; devices unknown to the intent are left out."""
    observed = {each.device: each for each in sorted(facts, key=lambda each: each.device)}
    views = {
        key: _view(intent.devices[key], each, each.facts)
        for key, each in observed.items()
        if key in intent.devices and each.state == "ok" and each.facts is not None
    }
    return Case(intent, observed, views)


def _view(device: IntendedDevice, observed: Observed, facts: DeviceFacts) -> View:
    names = interface_names(device.interfaces)
    stated: dict[int, Interface] = {}
    intended: dict[int, IntendedInterface] = {}
    unknown: list[Interface] = []
    for row in sorted(facts.interfaces or (), key=lambda row: row.index):
        wanted = next((hit for name in (row.name, row.descr) if name and (hit := find_interface(names, name))), None)
        if wanted is None or wanted.id in stated:
            unknown.append(row)
        else:
            stated[wanted.id] = row
            intended[row.index] = wanted
    return View(
        device=device, observed=observed, facts=facts, stated=stated, intended=intended, unknown=tuple(unknown),
        names=names,
    )  # fmt: skip


def interface_names(interfaces: Iterable[IntendedInterface]) -> Mapping[str, IntendedInterface]:
    """Interfaces by exact name and, where only one bears it, by canonical name."""
    exact: dict[str, IntendedInterface] = {}
    canonical: dict[str, IntendedInterface | None] = {}
    for each in interfaces:
        exact[each.name.lower()] = each
        name = canonical_interface(each.name)
        canonical[name] = None if name in canonical else each
    return {name: each for name, each in canonical.items() if each} | exact


def find_interface(names: Mapping[str, IntendedInterface], name: str) -> IntendedInterface | None:
    """The interface that a name, long or short, means on its device."""
    return names.get(name.strip().lower()) or names.get(canonical_interface(name))


def counts(address: str) -> bool:
    """Whether an address belongs into a register: loopback, link-local, multicast and unspecified ones do not."""
    try:
        packed = inet_pton(AF_INET6 if ":" in address else AF_INET, address)
    except (OSError, ValueError):
        return False
    if len(packed) == IPV4:
        return packed[0] not in UNCOUNTED and packed[:2] != b"\xa9\xfe" and any(packed)
    local = packed[0] == 0xFF or (packed[0] == 0xFE and packed[1] & 0xC0 == 0x80)  # noqa: PLR2004 - RFC 4291, 2.4
    return not local and any(packed[:15])


def canonical_mac(text: str) -> str | None:
    """A MAC address as `aa:bb:cc:dd:ee:ff`; None for a text that is none, and for the all-zero one."""
    if CANONICAL.fullmatch(text):
        return text if text != "00:00:00:00:00:00" else None
    digits = re.sub(r"[:.\-\s]", "", text.lower())
    if not re.fullmatch(r"[0-9a-f]{12}", digits) or digits == "0" * 12:
        return None
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def short_name(name: str) -> str:
    """A host name without its domain, in lower case."""
    return name.strip().lower().partition(".")[0]


def same_name(one: str, other: str) -> bool:
    """Whether two host names agree: without regard to case, and to a domain that only one of them has."""
    one, other = one.strip().lower().rstrip("."), other.strip().lower().rstrip(".")
    if "." in one and "." in other:
        return one == other
    return short_name(one) == short_name(other)
