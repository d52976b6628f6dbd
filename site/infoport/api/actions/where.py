"""Where a MAC or an IP address is, over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api.actions.impact import parts_of
from infoport.api.describing.operation import (
    BOOLEAN,
    BRIEF,
    INTEGER,
    MOMENT,
    TEXT,
    Described,
    array,
    nullable,
    query,
    record,
    schema,
)  # fmt: skip
from infoport.api.views import json_response
from inventory.declare.values import BadFilter
from inventory.reconcile.whereabouts import question, whereabouts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from rest_framework.request import Request

    from infoport.api.actions.impact import Part
    from inventory.reconcile.whereabouts import Sight, Whereabouts
    from monitoring.impact.graph import Node

SIGHT: Final = record({
    "device": nullable(schema("BriefDevice")), "interface": nullable(schema("BriefInterface")), "port": TEXT,
    "vid": nullable(INTEGER), "kind": {"type": "string", "enum": ["fdb", "arp", "address"]}, "mac": nullable(TEXT),
    "address": nullable(TEXT), "first_seen": MOMENT, "last_seen": MOMENT, "present": BOOLEAN,
    "answers": nullable(BOOLEAN), "edge": BOOLEAN,
})  # fmt: skip
WHERE: Final = record({
    "kind": {"type": "string", "enum": ["mac", "address"]}, "query": TEXT, "macs": array(TEXT),
    "addresses": array(TEXT), "at": array(SIGHT), "seen": array(SIGHT),
    "registered": array(record({"object_type": TEXT, "object": nullable(BRIEF)})),
})  # fmt: skip


class Where(APIView):
    """`GET /api/plugins/topology/where/?q=00:1b:54:01:1c:01`."""

    described = {"GET": Described({200: WHERE}, parameters=[query("q", TEXT, "A MAC or an IP address.")])}

    def get(self, request: Request) -> HttpResponse:
        """Where it is plugged in now, and every port that reported it, latest first."""
        user: Any = request.user
        if not user.may("reconcile.sighting", "view"):
            raise PermissionDenied
        text = request.query_params.get("q", "")
        asked = question(text)
        if asked is None:
            raise BadFilter("q", _("“%(value)s” is neither a MAC nor an IP address.") % {"value": text})
        found = whereabouts(asked)
        part = parts_of(_mentioned(found), f"{request.scheme}://{request.get_host()}")
        return json_response({
            "kind": asked.kind, "query": asked.text, "macs": found.macs, "addresses": found.addresses,
            "at": [_row(each, part) for each in found.at], "seen": [_row(each, part) for each in found.seen],
            "registered": [{"object_type": label, "object": part(label, key)} for label, key in found.bearers],
        })  # fmt: skip


def _mentioned(found: Whereabouts) -> Iterator[Node]:
    for each in found.seen:
        yield "dcim.device", each.device
        yield "dcim.interface", each.interface or 0
    yield from found.bearers


def _row(each: Sight, part: Part) -> dict[str, Any]:
    return {
        "device": part("dcim.device", each.device), "interface": part("dcim.interface", each.interface),
        "port": each.port, "vid": each.vid, "kind": each.kind, "mac": each.mac, "address": each.address,
        "first_seen": each.first.isoformat(), "last_seen": each.last.isoformat(), "present": each.present,
        "answers": each.answers, "edge": each.edge,
    }  # fmt: skip
