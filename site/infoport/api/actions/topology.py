"""The maps of layer 2 and 3 over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.http import HttpResponse
from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api.describing.operation import (
    BOOLEAN,
    INTEGER,
    MOMENT,
    NUMBER,
    TEXT,
    Described,
    array,
    nullable,
    query,
    record,
)  # fmt: skip
from infoport.reports.topology import asked, drawn

if TYPE_CHECKING:
    from rest_framework.request import Request


def words(*values: str) -> dict[str, Any]:
    """One of some words."""
    return {"type": "string", "enum": list(values)}


NODE: Final = record({
    "id": TEXT, "kind": words("device", "network", "stranger", "switch"), "name": TEXT, "group": TEXT,
    "state": words("ok", "degraded", "down", "unknown", "planned"), "url": TEXT, "device": INTEGER, "role": TEXT,
    "site": INTEGER, "segments": array(INTEGER), "hosts": INTEGER, "degree": INTEGER, "outside": BOOLEAN, "x": NUMBER,
    "y": NUMBER,
}, optional=("state", "url", "device", "role", "site", "segments", "hosts", "degree", "outside", "x", "y"))  # fmt: skip
PROOF: Final = record({
    "how": words("lldp", "cdp", "fdb", "arp", "address"), "device": INTEGER, "name": TEXT, "port": TEXT, "said": TEXT,
    "source": TEXT, "at": MOMENT, "observation": INTEGER,
}, optional=("source", "at", "observation"))  # fmt: skip
SILENT: Final = record({"device": INTEGER, "name": TEXT, "why": words("unpolled", "failing", "silent")})
EDGE: Final = record({
    "id": INTEGER, "a": TEXT, "b": TEXT, "a_port": TEXT, "b_port": TEXT,
    "verdict": words("agrees", "missing", "unexpected", "unknown"),
    "confidence": words("certain", "likely", "inferred", "guessed"), "evidence": array(PROOF),
    "silent": array(SILENT), "cables": array(INTEGER), "circuit": nullable(INTEGER),
}, optional=("a_port", "b_port", "verdict", "confidence", "evidence", "silent", "cables", "circuit"))  # fmt: skip
FRAME: Final = record({"id": TEXT, "name": TEXT, "x": NUMBER, "y": NUMBER, "width": NUMBER, "height": NUMBER})
MAP: Final = record({
    "layer": INTEGER, "nodes": array(NODE), "edges": array(EDGE), "frames": array(FRAME),
    "verdicts": record(dict.fromkeys(("agrees", "missing", "unexpected", "unknown"), INTEGER)), "hidden": INTEGER,
    "unlinked": INTEGER,
})  # fmt: skip
PARAMETERS: Final = (
    query("layer", {"type": "integer", "enum": [2, 3]}, "2 unless stated."),
    query("site", TEXT, "A slug.", many=True), query("site_id", INTEGER, many=True),
    query("segment", TEXT, "A slug.", many=True), query("segment_id", INTEGER, many=True),
    query("hosts", BOOLEAN, "Devices with a few links too; unless stated, where a site or a segment is named."),
)  # fmt: skip


class Topology(APIView):
    """`GET /api/plugins/topology/?layer=2&site=xxg`."""

    described = {"GET": Described({200: MAP}, parameters=PARAMETERS)}

    def get(self, request: Request) -> HttpResponse:
        """Nodes with their places, links with their confidence and evidence, beside what is recorded."""
        user: Any = request.user
        if not user.may("dcim.device", "view"):
            raise PermissionDenied
        found = drawn(asked(request.query_params, user))
        return HttpResponse(msgspec.json.encode(found), content_type="application/json")
