"""What the drawing of a path says of its ports, boxes and cables; read for all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from inventory.dcim.choices import CableStatus
from inventory.dcim.connectors import CABLE_TYPES
from inventory.declare.fetching import array, fetch
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from inventory.dcim.rules.paths import Path, Port

COMPONENT: Final = """SELECT '{label}', p.id, p.name, p.label, 'dcim.device', d.id,
    coalesce(d.name, k.model), k.model,
    concat_ws(' · ', coalesce(l.name, s.name), r.name, 'U' || trim_scale(d.position))
FROM {table} p JOIN dcim_device d ON d.id = p.device_id JOIN dcim_devicetype k ON k.id = d.device_type_id
    JOIN dcim_site s ON s.id = d.site_id LEFT JOIN dcim_location l ON l.id = d.location_id
    LEFT JOIN dcim_rack r ON r.id = d.rack_id WHERE p.id = ANY(%({key})s::bigint[])"""
CIRCUIT: Final = """SELECT '{label}', p.id, p.term_side, '', 'circuits.circuit', c.id, c.cid, o.name, ''
FROM circuits_circuittermination p JOIN circuits_circuit c ON c.id = p.circuit_id
    JOIN circuits_provider o ON o.id = c.provider_id WHERE p.id = ANY(%({key})s::bigint[])"""
FEED: Final = """SELECT '{label}', p.id, p.name, '', 'dcim.powerpanel', b.id, b.name, s.name,
    concat(p.voltage, ' V · ', p.amperage, ' A')
FROM dcim_powerfeed p JOIN dcim_powerpanel b ON b.id = p.power_panel_id JOIN dcim_site s ON s.id = b.site_id
    WHERE p.id = ANY(%({key})s::bigint[])"""
PLACE: Final = """SELECT '{label}', p.id, '', '', '{label}', p.id, p.name, '', '' FROM {table} p
    WHERE p.id = ANY(%({key})s::bigint[])"""
OTHERS: Final = {"circuits.circuittermination": CIRCUIT, "dcim.powerfeed": FEED}
CABLES: Final = """SELECT t.id, t.type, t.status, t.label, t.color, t.length::float8, t.length_unit
FROM dcim_cable t WHERE t.id = ANY(%s::bigint[])"""


@dataclass(frozen=True, slots=True)
class Box:
    """What a port is part of: a device, a circuit, a power panel; or a place. An empty `url`: it may not be seen."""

    key: Port
    title: str
    kind: str = ""
    place: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Socket:
    """A port as it is drawn. An empty `name` is a place, which has no port."""

    port: Port
    box: Box
    name: str = ""
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Wire:
    """A cable as it is drawn; `color` six hexadecimal digits or empty, `ready` false while planned or being removed."""

    key: int
    name: str
    about: str = ""
    color: str = ""
    url: str = ""
    status: str = ""
    ready: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is drawn of some paths."""

    sockets: Mapping[Port, Socket]
    wires: Mapping[int, Wire]


def read(paths: Iterable[Path]) -> Facts:
    """The facts of every port and cable of the paths, as whoever asks may see them. Two queries."""
    known = list(paths)
    ports = dict.fromkeys(port for path in known for port in path.ports)
    wanted: dict[str, set[int]] = {}
    for label, key in ports:
        wanted.setdefault(label, set()).add(key)
    found = {socket.port: socket for socket in _sockets(wanted)} if wanted else {}
    cables = {cable for path in known for cable in path.cables}
    wires = {row[0]: _wire(row) for row in fetch(CABLES, [list(cables)])} if cables else {}
    return Facts(
        {port: found.get(port) or _unseen(port) for port in ports},
        {cable: wires.get(cable) or Wire(cable, _("not visible to you")) for cable in cables},
    )


def _sockets(wanted: Mapping[str, set[int]]) -> Iterable[Socket]:
    pieces, params = [], {}
    for at, (label, ids) in enumerate(sorted(wanted.items())):
        spec = specs[label]
        sql = OTHERS.get(label) or (COMPONENT if "device" in spec.fields else PLACE)
        pieces.append(sql.format(label=label, table=spec.table, key=f"k{at}"))
        params[f"k{at}"] = array(ids)
    for label, key, name, text, box, box_id, title, kind, place in fetch(" UNION ALL ".join(pieces), params):
        whole = Box((box, box_id), title, kind, place, f"{specs[box].page}{box_id}/")
        yield Socket((label, key), whole, name, text, f"{specs[label].page}{key}/")


def _unseen(port: Port) -> Socket:
    return Socket(port, Box(port, _("not visible to you")), f"#{port[1]}")


def _wire(row: tuple[Any, ...]) -> Wire:
    key, kind, status, label, color, length, unit = row
    about = [str(dict(CABLE_TYPES).get(kind, kind))] if kind else []
    if length is not None and unit:
        about.append(f"{length:g} {unit}")
    return Wire(
        key, label or f"#{key}", " · ".join(about), color, f"{specs['dcim.cable'].page}{key}/",
        str(CableStatus(status).label), status == CableStatus.CONNECTED,
    )  # fmt: skip
