"""Where a port leads: `trace` of what uses a path, `paths` of what passes paths on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from infoport.api.actions.object_action import ObjectAction
from infoport.api.actions.pictures import AnyAccept, svg_response
from infoport.api.describing.operation import (
    ANY,
    AS_OF,
    BOOLEAN,
    BRIEF,
    INTEGER,
    SVG,
    TEXT,
    Described,
    array,
    nullable,
    query,
    record,
)  # fmt: skip
from infoport.api.views import json_response
from infoport.drawings.trace import trace_svg
from infoport.drawings.traced import read
from inventory.dcim.rules.paths import path_from, paths_through
from inventory.declare.fetching import fetch
from inventory.declare.readplan import fragments
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpResponse
    from rest_framework.request import Request

    from inventory.dcim.rules.paths import Hop, Path, Port

CABLES: Final = """SELECT t.id, t.type, t.status, t.label, t.color, t.length::float8, t.length_unit, t.description
FROM dcim_cable t WHERE t.id = ANY(%s::bigint[])"""
EMPTY: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
"""What is drawn of a port without a cable."""
KEYS: Final = ("type", "status", "label", "color", "length", "length_unit", "description")


class Trace(ObjectAction):
    """`GET <port>/<id>/trace/`: the path from the port, cable by cable; `render=svg` draws it."""

    described = {
        "GET": Described(
            {200: array(array(ANY))}, parameters=[query("render", TEXT, "`svg` for a drawing."), AS_OF],
            media={SVG: TEXT},
        )
    }  # fmt: skip

    content_negotiation_class = AnyAccept

    def get(self, request: Request, pk: int) -> HttpResponse:
        """A list of `[near ends, cable, far ends]`; empty when no cable is plugged in."""
        self.instance(pk)
        path = path_from((self.spec.label, pk))
        if request.query_params.get("render") == "svg":
            return svg_response(trace_svg(path, read([path]), alone=True) or EMPTY)
        return json_response(_traced(path, f"{request.scheme}://{request.get_host()}"))


class Paths(ObjectAction):
    """`GET <front port, rear port or circuit termination>/<id>/paths/`: the paths that pass it."""

    described = {
        "GET": Described(
            {
                200: array(record({
                    "id": INTEGER, "path": array(array(nullable(BRIEF))), "is_active": BOOLEAN, "is_complete": BOOLEAN,
                    "is_split": BOOLEAN,
                }))
            },
            parameters=[AS_OF],
        )
    }  # fmt: skip

    def get(self, request: Request, pk: int) -> HttpResponse:
        """Each path from one of its ends. `id` is that of the port it starts at: paths are not kept."""
        self.instance(pk)
        base = f"{request.scheme}://{request.get_host()}"
        paths = paths_through((self.spec.label, pk))
        parts = _parts((port for path in paths for port in path.ports), base)
        cables = fragments({"dcim.cable": {cable for path in paths for cable in path.cables}}, base) if paths else {}
        known = parts | cables
        return json_response([_passing(path, known) for path in paths])


def _passing(path: Path, parts: Mapping[str, Mapping[int, Any]]) -> dict[str, Any]:
    nodes: list[list[Any]] = []
    for hop in path.hops:
        nodes.append([parts[label][key] for label, key in hop.near])
        if hop.cable:
            nodes.append([parts["dcim.cable"][hop.cable]])
        nodes.extend([[parts[label][key] for label, key in hop.far]] if hop.far else [])
    return {
        "id": path.origin[1], "path": nodes, "is_active": path.active, "is_complete": path.complete,
        "is_split": path.split,
    }  # fmt: skip


def _traced(path: Path, base: str) -> list[list[Any]]:
    parts = _parts(path.ports, base)
    known = _cables(path.cables, base)
    return [[_ends(hop.near, parts), _cable(hop, known), _ends(hop.far, parts)] for hop in path.hops]


def _cable(hop: Hop, known: Mapping[int, dict[str, Any]]) -> Any:
    return known.get(hop.cable, []) if hop.cable else []


def _ends(ports: Iterable[Port], parts: Mapping[str, Mapping[int, Any]]) -> list[Any]:
    return [parts[label][key] for label, key in ports]


def _parts(ports: Iterable[Port], base: str) -> dict[str, Any]:
    wanted: dict[str, set[int]] = {}
    for label, key in ports:
        wanted.setdefault(label, set()).add(key)
    return dict(fragments(wanted, base))


def _cables(ids: list[int], base: str) -> dict[int, dict[str, Any]]:
    """NetBox's form of a cable within a trace."""
    if not ids:
        return {}
    spec = specs["dcim.cable"]
    return {
        key: {"id": key, "url": f"{base}{spec.api}{key}/", "display_url": f"{base}{spec.page}{key}/"}
        | dict(zip(KEYS, values, strict=True))
        for key, *values in fetch(CABLES, [ids])
    }
