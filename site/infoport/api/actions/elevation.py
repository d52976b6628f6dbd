"""`racks/<id>/elevation/`: the half units of one side of a rack, or its picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rest_framework.exceptions import ValidationError

from infoport.api import paging
from infoport.api.actions.object_action import ObjectAction
from infoport.api.actions.pictures import AnyAccept, svg_response
from infoport.api.describing.operation import (
    AS_OF,
    BOOLEAN,
    INTEGER,
    NUMBER,
    PAGING,
    SVG,
    TEXT,
    Described,
    nullable,
    page,
    query,
    record,
    schema,
)  # fmt: skip
from infoport.api.views import json_response
from infoport.drawings import rooms
from infoport.drawings.elevation import Size, elevation
from inventory.declare.fetching import fetch
from inventory.declare.readplan import fragments
from inventory.declare.registry import specs
from inventory.declare.values import FALSE, TRUE
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse
    from rest_framework.request import Request

    from infoport.drawings.elevation import Face
    from inventory.dcim.models import Rack

FACES: Final = {"front": {"value": "front", "label": "Front"}, "rear": {"value": "rear", "label": "Rear"}}
MOUNTED: Final = """SELECT t.id, t.position::float8, k.u_height::float8, {display}
FROM dcim_device t JOIN dcim_devicetype k ON k.id = t.device_type_id
WHERE t.rack_id = %s AND t.position > 0 AND k.u_height > 0 AND (t.face = %s OR k.is_full_depth)
  AND t.id IS DISTINCT FROM %s"""
DEFAULTS: Final = {"unit_width": 220, "unit_height": 22, "legend_width": 30, "margin_width": 15}
"""Pixels; NetBox 4.6's defaults."""
BOUNDS: Final = range(1, 2001)
"""Pixels that a measure of the picture may have."""

FACE: Final = {"type": "string", "enum": [*FACES]}
HALF: Final = record({
    "id": NUMBER, "name": TEXT, "face": record({"value": FACE, "label": TEXT}),
    "device": nullable(schema("BriefDevice")), "occupied": BOOLEAN, "display": TEXT, "description": nullable(TEXT),
})  # fmt: skip
PARAMETERS: Final = (
    *PAGING, query("face", FACE), query("render", {"type": "string", "enum": ["json", "svg"]}), query("q", TEXT),
    query("exclude", INTEGER, "Id of a device that is left out."), query("expand_devices", BOOLEAN), AS_OF,
    *(query(name, {"type": "integer", "minimum": 1, "maximum": BOUNDS[-1]}, "Pixels.") for name in DEFAULTS),
)  # fmt: skip


class Unit(NamedTuple):
    """Half a unit: what occupies it (None: nothing), and how that is called."""

    number: float
    device: int | None
    words: str | None


class Elevation(ObjectAction):
    """`GET racks/<id>/elevation/?face=front&render=json`."""

    described = {"GET": Described({200: page(HALF)}, parameters=PARAMETERS, media={SVG: TEXT})}

    content_negotiation_class = AnyAccept

    def get(self, request: Request, pk: int) -> HttpResponse:
        """A page of half units from the top (from the lowest where the rack counts downwards), or a picture."""
        rack = self.instance(pk)
        asked = _Asked(request.query_params)
        if asked.render == "svg":
            return svg_response(_picture(request, rack, asked))
        asked.check()
        units = _units(rack, asked)
        page = paging.requested(request.query_params)
        shown = units[page.offset : page.offset + page.limit]
        base = f"{request.scheme}://{request.get_host()}"
        ids = {unit.device for unit in shown if unit.device}
        known = fragments({"dcim.device": ids}, base)["dcim.device"] if ids else {}
        url = request.build_absolute_uri()
        return json_response({
            "count": len(units), "next": paging.next_url(url, page, [], len(units)),
            "previous": paging.previous_url(url, page),
            "results": [_row(unit, asked.face, known) for unit in shown],
        })  # fmt: skip


class _Asked:
    """The parameters. Reading one that cannot be obeyed raises DRF's `ValidationError` under its name."""

    def __init__(self, params: Mapping[str, str]) -> None:
        self._params = params
        self.face = self._choice("face", "front", FACES)
        self.render = self._choice("render", "json", ("json", "svg"))
        self.exclude = self._whole("exclude", None)
        self.expand = self._flag("expand_devices", default=True)
        self.q = params.get("q", "").lower()

    def check(self) -> None:
        """Refuse measures that are no numbers, though only the picture needs them."""
        for name, usual in DEFAULTS.items():
            self._whole(name, usual)

    def size(self) -> Size:
        """The measures of the picture."""
        pixels = {name: self._whole(name, usual) or usual for name, usual in DEFAULTS.items()}
        for name, value in pixels.items():
            if value not in BOUNDS:
                raise ValidationError({name: [f"Ensure this value is between {BOUNDS[0]} and {BOUNDS[-1]}."]})
        return Size(pixels["unit_height"], pixels["legend_width"], pixels["unit_width"], pixels["margin_width"] / 2 + 1)

    def _choice(self, name: str, usual: str, known: Any) -> str:
        value = self._params.get(name, usual)
        if value not in known:
            raise ValidationError({name: [f'"{value}" is not a valid choice.']})
        return value

    def _whole(self, name: str, usual: int | None) -> int | None:
        text = self._params.get(name, "")
        if not text:
            return usual
        if not text.isdecimal() or len(text) > 18:  # noqa: PLR2004 - digits of a bigint
            raise ValidationError({name: ["A valid integer is required."]})
        return int(text)

    def _flag(self, name: str, *, default: bool) -> bool:
        text = self._params.get(name, "").lower()
        if text and text not in TRUE | FALSE:
            raise ValidationError({name: ["Must be a valid boolean."]})
        return text in TRUE if text else default


def _units(rack: Rack, asked: _Asked) -> list[Unit]:
    sql = MOUNTED.format(display=specs["dcim.device"].display.sql(specs["dcim.device"].model, "t"))
    with unlimited():  # what one may not see takes its units all the same
        rows = fetch(sql, [rack.pk, asked.face, asked.exclude])
    taken: dict[float, tuple[int, str]] = {}
    for key, position, height, words in rows:
        for half in range(round(height * 2) if asked.expand else 1):
            taken[position + half / 2] = (key, words)
    halves = [rack.starting_unit + half / 2 for half in range(rack.u_height * 2)]
    units = [Unit(at, *taken.get(at, (None, None))) for at in (halves if rack.desc_units else reversed(halves))]
    return [unit for unit in units if asked.q in str(unit.number) or asked.q in _name(unit.number).lower()]


def _name(number: float) -> str:
    return f"U{number:g}"


def _row(unit: Unit, face: str, known: Mapping[int | None, Any]) -> dict[str, Any]:
    seen = unit.device is not None and unit.device in known
    return {
        "id": unit.number, "name": _name(unit.number), "face": FACES[face],
        "device": known[unit.device] if seen else None, "occupied": unit.device is not None,
        "display": _name(unit.number), "description": unit.words if seen else None,
    }  # fmt: skip


def _picture(request: Any, rack: Rack, asked: _Asked) -> str:
    frame = rooms.frames(request, [rack])[rack.pk]
    base = f"{request.scheme}://{request.get_host()}"
    devices = tuple(replace(each, url=each.url and base + each.url) for each in frame.devices)
    kept = tuple(replace(each, url=each.url and base + each.url) for each in frame.reserved)
    add = frame.add_url and base + frame.add_url
    face: Face = "rear" if asked.face == "rear" else "front"
    return elevation(replace(frame, devices=devices, reserved=kept, add_url=add), face, alone=True, size=asked.size())
