"""Tables of what a device stated that need no more than their cells: routes, peers, stacks, power, conferences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from infoport.ui.pages import words

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from infoport.ui.pages.device.reading import Reading

    Text = str | Promise

STATES: Final[Mapping[str, Text]] = {
    "established": _("established"), "full": _("full"), "twoWay": _("two-way"), "idle": _("idle"),
    "active": _("active"), "connect": _("connecting"), "openSent": _("opening"), "openConfirm": _("opening"),
    "down": _("down"), "init": _("initialising"), "attempt": _("attempting"), "exchangeStart": _("exchanging"),
    "exchange": _("exchanging"), "loading": _("loading"), "off": _("switched off"), "rebooting": _("rebooting"),
    "on": _("switched on"),
    "disabled": _("disabled"), "searching": _("searching"), "deliveringPower": _("feeding"), "fault": _("fault"),
    "otherFault": _("fault"), "test": _("test"), "normal": _("normal"), "low": _("low"), "depleted": _("depleted"),
    "faulty": _("faulty"), "unknown": _("unknown"), "none": _("none"), "bypass": _("bypass"), "battery": _("battery"),
    "booster": _("booster"), "reducer": _("reducer"), "other": _("other"), "registered": _("registered"),
    "unregistered": _("not registered"), "failed": _("failed"), "connected": _("connected"), "calling": _("calling"),
    "master": _("master"), "standby": _("standby"), "backup": _("backup"), "member": _("member"),
    "notMember": _("not a member"), "linecard": _("line card"), "ready": _("ready"),
}  # fmt: skip
"""Words of the vocabulary of facts."""


@dataclass(frozen=True)
class Cell:
    """One value, and how it is set."""

    text: str
    look: str = ""
    note: Text = ""  # how it is known, where the device did not say it itself


@dataclass(frozen=True)
class Table:
    """One section as the page shows it."""

    key: str
    title: Text
    heads: Sequence[tuple[Text, str]]  # with how its cells are set
    rows: Sequence[Sequence[Cell]]
    source: str
    note: Text = ""


Column = tuple["Text", Callable[[Mapping[str, Any]], Cell]]


def word(key: str) -> Callable[[Mapping[str, Any]], Cell]:
    """A word of the vocabulary, in the reader's language."""
    return lambda row: Cell(str(STATES.get(str(row.get(key)), row.get(key) or words.DASH)))


def mono(key: str) -> Callable[[Mapping[str, Any]], Cell]:
    """An address, identifier or name of a port."""
    return lambda row: Cell(str(row.get(key) or words.DASH), "mono nowrap")


def text(key: str) -> Callable[[Mapping[str, Any]], Cell]:
    """Text as it stands."""
    return lambda row: Cell(str(row.get(key) or words.DASH))


def figure(key: str, unit: str = "") -> Callable[[Mapping[str, Any]], Cell]:
    """A number with its unit."""

    def cell(row: Mapping[str, Any]) -> Cell:
        value = row.get(key)
        return Cell(words.DASH if value is None else f"{words.figures(value)} {unit}".strip(), "num nowrap")

    return cell


def number(key: str) -> Callable[[Mapping[str, Any]], Cell]:
    """An identifier that is a number: no separators."""
    return lambda row: Cell(words.DASH if row.get(key) is None else str(row[key]), "num nowrap")


def place(row: Mapping[str, Any]) -> Cell:
    """Where a port that feeds is: its interface, else the numbers that the device gives it."""
    numbers = "/".join(str(row[key]) for key in ("group", "port") if row.get(key) is not None)
    return Cell(str(row.get("local_port") or numbers or words.DASH), "mono nowrap")


SECTIONS: Final[Mapping[str, tuple[Text, Sequence[Column]]]] = {
    "bgp_peers": (_("BGP neighbours"), (
        (_("Neighbour"), mono("address")), (_("Its AS"), number("remote_as")), (_("State"), word("state")),
        (_("Own address"), mono("local_address")), (_("Last error"), text("last_error")),
    )),
    "ospf_neighbours": (_("OSPF neighbours"), (
        (_("Neighbour"), mono("address")), (_("Router ID"), mono("router_id")), (_("State"), word("state")),
        (_("Changes and errors"), figure("events")),
    )),
    "stack": (_("Stack members"), (
        (_("Number"), number("number")), (_("Role"), word("role")), (_("State"), word("state")),
        (_("Priority"), number("priority")), (_("Model"), text("model")), (_("Serial number"), mono("serial")),
        (_("MAC address"), mono("mac")),
    )),
    "poe_ports": (_("Ports that feed devices"), (
        (_("Port"), place), (_("State"), word("status")), (_("Class"), text("device_class")),
        (_("Power"), figure("power_w", "W")), (_("Limit"), figure("limit_w", "W")),
    )),
    "outlets": (_("Power outlets"), (
        (_("Number"), text("index")), (_("Name"), text("name")), (_("State"), word("state")),
        (_("Current"), figure("current_a", "A")), (_("Power"), figure("power_w", "W")),
        (_("Energy"), figure("energy_kwh", "kWh")),
    )),
    "ups": (_("Uninterruptible supply"), (
        (_("Output from"), word("output_source")), (_("Battery"), word("battery_status")),
        (_("Charge"), figure("charge_percent", "%")), (_("Lasts"), figure("runtime_minutes", "min")),
        (_("Load"), figure("load_percent", "%")), (_("Input"), figure("input_voltage_v", "V")),
        (_("Output"), figure("output_voltage_v", "V")),
    )),
    "conference": (_("Conferences"), (
        (_("Name"), text("name")), (_("Call"), word("call")), (_("SIP"), word("sip")), (_("H.323"), word("h323")),
        (_("Loss"), figure("loss_percent", "%")), (_("Jitter"), figure("jitter_ms", "ms")),
    )),
}  # fmt: skip
"""Section -> its title and columns."""

SOURCES: Final[Mapping[str, Text]] = {"guessed": _("guessed"), "derived": _("derived")}
"""How a fact is known that the device did not state as such."""

DEFAULTS: Final[Sequence[Column]] = (
    (_("Next hop"), mono("next_hop")), (_("Interface"), mono("interface")), (_("IP version"), number("version")),
)  # fmt: skip


def tables(reading: Reading) -> list[Table]:
    """Every such section that the device stated; a column that no row fills is left out."""
    found = [_table(reading, key, title, columns, reading.rows(key)) for key, (title, columns) in SECTIONS.items()]
    return [table for table in (_routes(reading), *found) if table.rows or table.note]


def _table(
    reading: Reading, key: str, title: Text, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]
) -> Table:
    cells = [[read(row) for _head, read in columns] for row in rows]
    for row, line in zip(rows, cells, strict=True):
        line[0] = replace(line[0], note=SOURCES.get(str(row.get("source")), ""))
    filled = [at for at in range(len(columns)) if any(row[at].text != words.DASH for row in cells)]
    heads = [(columns[at][0], "num" if cells[0][at].look.startswith("num") else "") for at in filled]
    return Table(key, title, heads, [[row[at] for at in filled] for row in cells], reading.source(key))


def _routes(reading: Reading) -> Table:
    """The default routes, and how many there are of all."""
    names = {row.get("index"): row.get("name") for row in reading.rows("interfaces")}
    stated = reading.rows("routes")
    ways = [{**way, "interface": names.get(way.get("if_index"))} for row in stated for way in row.get("defaults") or ()]
    whole = _table(reading, "routes", _("Default routes"), DEFAULTS, ways)
    counts = [row["routes"] for row in stated if row.get("routes") is not None]
    note = _("%(count)s routes in all") % {"count": words.number(sum(counts))} if counts else ""
    return Table(whole.key, whole.title, whole.heads, whole.rows, whole.source, note)
