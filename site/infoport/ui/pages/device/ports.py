"""A device's interfaces, registered and stated, line by line; a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from infoport.ui.pages import reach, words
from infoport.ui.pages.audit import wording
from infoport.ui.pages.device.matching import Matched, matched
from infoport.ui.panels import State
from inventory.dcim.models import Interface
from inventory.ipam.models import IPAddress
from inventory.reconcile.cabling import links_of
from inventory.reconcile.observed import canonical_mac

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from infoport.ui.pages.device.reading import Reading
    from inventory.reconcile.models import Difference

LABEL: Final = "dcim.interface"
Row = dict[str, Any]
"""One row of a table that the device stated."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Both sides of one value; where they differ a page shows the one and then the other."""

    intended: str = ""
    observed: str = ""
    differs: bool = False

    @property
    def one(self) -> str:
        """What to show where the sides do not differ."""
        return self.intended or self.observed


@dataclass(frozen=True, slots=True)
class Port:
    """One interface as a line of the table."""

    name: str
    url: str
    state: State
    cells: Mapping[str, Cell]
    registered: bool = True
    stated: bool = True

    @property
    def differs(self) -> bool:
        """Whether anything about it differs."""
        return any(cell.differs for cell in self.cells.values())


@dataclass(frozen=True)
class Ports:
    """Everything needed to draw the lines, each by interface id."""

    reading: Reading
    match: Matched
    marked: Mapping[int, Mapping[str, Difference]]
    tagged: Mapping[int, list[int]]
    addresses: Mapping[int, list[str]]
    peers: Mapping[int, str]
    members: Mapping[int, Row]
    held: Mapping[int, list[str]]
    heard: Mapping[int, list[str]]


def ports(reading: Reading) -> list[Port]:
    """All lines: those that differ first, then those in operation, then the others; each part in natural order."""
    known = _gather(reading)
    found = [_port(known, each) for each in known.match.intended.values()]
    found += [_stranger(row) for row in known.match.strangers]
    rank = {"ok": 1, "down": 1, "degraded": 1}
    return sorted(found, key=lambda port: 0 if port.differs else rank.get(port.state.shape, 2))


def _gather(reading: Reading) -> Ports:
    match = matched(reading.device, reading.rows("interfaces"))
    members = {
        key: dict(row) for row in reading.rows("port_vlans") if (key := match.port(row, "local_port", "if_index"))
    }
    held: dict[int, list[str]] = defaultdict(list)
    for row in reading.rows("ip_addresses"):
        if key := match.port(row, "", "if_index"):
            held[key].append(_with_length(row))
    heard: dict[int, list[str]] = defaultdict(list)
    for row in reading.rows("neighbours"):
        if key := match.port(row, "local_port", "local_if_index"):
            heard[key].append(_neighbour(row))
    return Ports(
        reading, match, _marked(reading), _tagged(reading), _addresses(match.intended),
        _peers(reading, match.intended), members, held, heard,
    )  # fmt: skip


def _with_length(row: Mapping[str, Any]) -> str:
    length = row.get("prefixlen")
    return f"{row['address']}/{length}" if length is not None else str(row["address"])


def _neighbour(row: Mapping[str, Any]) -> str:
    name = str(row.get("remote_name") or row.get("remote_chassis") or "?").partition(".")[0]
    return f"{name} · {row['remote_port']}" if row.get("remote_port") else name


def _marked(reading: Reading) -> dict[int, dict[str, Difference]]:
    """Interface → what differs → the difference. Cabling and addresses name the interface inside their values."""
    found: dict[int, dict[str, Difference]] = defaultdict(dict)
    for each in reading.differences:
        cabling = each.rule.startswith("neighbour.")
        if each.subject_type == LABEL and each.subject_id:
            found[each.subject_id]["peer" if cabling else each.field or "name"] = each
            continue
        for interface in (*_interfaces_in(each.intended), *_interfaces_in(each.observed)):
            found[interface]["peer" if cabling else "addresses"] = each
    return found


def _interfaces_in(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        if isinstance(value.get("interface_id"), int):
            yield value["interface_id"]
        for each in value.values():
            yield from _interfaces_in(each)


def _tagged(reading: Reading) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = Interface.tagged_vlans.through.objects.filter(interface__device=reading.device)
    for interface, vid in rows.values_list("interface_id", "vlan__vid"):
        found[interface].append(vid)
    return found


def _addresses(intended: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = IPAddress.objects.filter(assigned_object_type=LABEL, assigned_object_id__in=list(intended))
    for key, address in rows.order_by("address").values_list("assigned_object_id", "address"):
        found[key or 0].append(address)
    return found


def _peers(reading: Reading, intended: Iterable[int]) -> dict[int, str]:
    """Interface → the other end of its cables, through patch panels."""
    links = links_of(dict.fromkeys(intended, reading.device.pk))
    far: dict[int, int] = {}
    own = set(intended)
    for link in links:
        for near, other in (link.ends, link.ends[::-1]):
            if near.interface in own:
                far[near.interface] = other.interface
    names = {
        key: f"{device} · {name}"
        for key, device, name in Interface.objects.filter(pk__in=far.values()).values_list("pk", "device__name", "name")
    }
    return {key: names[other] for key, other in far.items() if other in names}


def _port(known: Ports, each: Interface) -> Port:
    row = known.match.stated.get(each.pk)
    marks = known.marked.get(each.pk, {})
    cells = {
        "description": Cell(each.description, str((row or {}).get("alias") or "")),
        "speed": _speed(each, row),
        "mtu": Cell(words.number(each.mtu) if each.mtu else "", _number(row, "mtu")),
        "mac_address": Cell(_mac(each), canonical_mac(str((row or {}).get("mac") or "")) or ""),
        "vlans": Cell(_vlans(each, known.tagged.get(each.pk, [])), _stated_vlans(known.members.get(each.pk))),
        "addresses": Cell(", ".join(known.addresses.get(each.pk, [])), ", ".join(known.held.get(each.pk, []))),
        "peer": Cell(known.peers.get(each.pk, ""), ", ".join(known.heard.get(each.pk, []))),
    }  # fmt: skip
    differing = {"vlans" if name in {"untagged_vlan", "tagged_vlans"} else name: d for name, d in marks.items()}
    for name, difference in differing.items():
        cells[name] = _differing(cells.get(name, Cell()), difference)
    return Port(
        each.name, reach.page(LABEL, each.pk), _state(each, row, known), cells, stated=row is not None
    )  # fmt: skip


def _differing(cell: Cell, difference: Difference) -> Cell:
    """Both sides as the audit says them, unless the cell has them already."""
    meant, said = wording.intended(difference), wording.observed(difference)
    return Cell(cell.intended or meant.text, cell.observed or said.text, differs=True)


def _number(row: Row | None, key: str) -> str:
    value = (row or {}).get(key)
    return words.number(value) if isinstance(value, int) else ""


def _speed(each: Interface, row: Row | None) -> Cell:
    """A port without link says its highest speed, which is none."""
    said = (row or {}).get("speed_bps")
    up = (row or {}).get("oper") in {"up", None}
    return Cell(words.rate(each.speed * 1000) if each.speed else "", words.rate(said) if said and up else "")


def _mac(each: Interface) -> str:
    return each.primary_mac_address.mac_address.lower() if each.primary_mac_address else ""


def _vlans(each: Interface, tagged: Sequence[int]) -> str:
    own = str(each.untagged_vlan.vid) if each.untagged_vlan else ""
    return " + ".join(text for text in (own, words.runs(tagged) if tagged else "") if text)


def _stated_vlans(row: Row | None) -> str:
    if row is None:
        return ""
    own = str(row["untagged"]) if row.get("untagged") is not None else ""
    return " + ".join(text for text in (own, words.runs(row["tagged"]) if row.get("tagged") else "") if text)


def _state(each: Interface, row: Row | None, known: Ports) -> State:
    """Up is fine, off on purpose is maintenance, without link is down only where a cable is recorded."""
    if row is None:
        return State("unknown", _("not stated") if known.reading.stated("interfaces") else _("unknown"))
    if row.get("admin") == "down":
        return State("maintenance", _("switched off"))
    if row.get("oper") == "up":
        return State("ok", _("up"))
    if row.get("oper") is None:
        return State("unknown", _("not stated"))
    return State("down", _("no link")) if each.pk in known.peers else State("unknown", _("no link"))


def _stranger(row: Row) -> Port:
    """An interface that the device has and the register has not."""
    said = {
        "description": str(row.get("alias") or ""), "speed": words.rate(row.get("speed_bps") or None),
        "mtu": _number(row, "mtu"), "mac_address": canonical_mac(str(row.get("mac") or "")) or "",
    }  # fmt: skip
    state = State("ok", _("up")) if row.get("oper") == "up" else State("unknown", _("no link"))
    name = str(row.get("name") or row.get("descr") or f"#{row.get('index')}")
    cells = {key: Cell("", "" if value == words.DASH else value) for key, value in said.items()}
    return Port(name, "", state, cells, registered=False)
