"""Connecting many ports of one device to those of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.views import APIView

from infoport.api.describing.operation import (
    ANY,
    BOOLEAN,
    BRIEF,
    INTEGER,
    OBJECT,
    TEXT,
    Described,
    array,
    asked,
    nullable,
    record,
    schema,
)  # fmt: skip
from infoport.api.views import json_response
from infoport.history import actor_of
from inventory.dcim.models import Device
from inventory.dcim.rules.cables import label_of
from inventory.dcim.rules.connecting import KINDS, connect_pairs, plan, ports_of_device
from inventory.declare.history import acting
from inventory.declare.permissions import restrict
from inventory.declare.readplan import fragments
from inventory.declare.schema import serializer_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request

    from inventory.dcim.rules.connecting import Pair

CABLE: Final = "dcim.cable"


SIDE: Final = asked(
    {"device": INTEGER, "type": {"type": "string", "enum": list(KINDS)}, "ports": TEXT}, required=["device"]
)
PLAN: Final = record({
    "fitting": INTEGER, "refused": INTEGER,
    "pairs": array(record({
        "number": INTEGER, "a": nullable(BRIEF), "b": nullable(BRIEF), "problems": ANY, "cable": nullable(BRIEF),
    })),
    "undo": array(schema("Identified")),
})  # fmt: skip


class Side(serializers.Serializer[Any]):
    """The ports of one device: a kind, and which of them (empty: every free one)."""

    device = serializers.IntegerField()
    type = serializers.ChoiceField(choices=KINDS, default="dcim.interface")
    ports = serializers.CharField(default="", allow_blank=True, max_length=2000)


class Asked(serializers.Serializer[Any]):
    """What is connected, as what; `partial` stores the pairs that fit although others do not."""

    a = Side()
    b = Side()
    cable = serializers.DictField(default=dict)
    dry_run = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, Any]:
        """`partial` beside the others: DRF's own attribute has that name."""
        return super().get_fields() | {"partial": serializers.BooleanField(default=False)}


class BulkConnect(APIView):
    """`POST /api/plugins/dcim/bulk-connect/`: ports 1-24 of A to 1-24 of B, each pair by a cable of its own.

    Undone by deleting exactly the cables answered: `DELETE /api/dcim/cables/` with the list `undo`.
    """

    described = {
        "POST": Described(
            {200: PLAN, 201: PLAN},
            asked({"a": SIDE, "b": SIDE, "cable": OBJECT, "dry_run": BOOLEAN, "partial": BOOLEAN}, required=["a", "b"]),
            errors=(400, 409),
        )
    }

    serializer_class = Asked

    def get_serializer(self, *args: Any, **kwargs: Any) -> Asked:
        """The serializer; `OPTIONS` and the schema read its fields."""
        return Asked(*args, **kwargs)

    def post(self, request: Request) -> HttpResponse:
        """200 with the plan for `dry_run`, 201 when cables were made, 400 when none was."""
        if not request.user.may(CABLE, "add"):  # type: ignore[union-attr]  # nobody anonymous gets here
            raise PermissionDenied
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        values = _values(told["cable"])
        pairs = plan(*(self._ports(request, name, told[name]) for name in ("a", "b")), profile=values.get("profile"))
        made = False
        if not told["dry_run"]:
            with acting(actor_of(request)):
                made = connect_pairs(pairs, values, request.user, partial=told["partial"])
        base = f"{request.scheme}://{request.get_host()}"
        return json_response(_answer(pairs, base), 201 if made else 200 if told["dry_run"] else 400)

    def _ports(self, request: Request, name: str, side: dict[str, Any]) -> list[Any]:
        device = restrict(Device.objects.all(), request.user, "view").filter(pk=side["device"]).first()
        if device is None:
            raise ValidationError({name: [f"No device with id {side['device']}."]})
        try:
            return ports_of_device(device, side["type"], side["ports"])
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error


def _values(stated: dict[str, Any]) -> dict[str, Any]:
    """What every cable is given. Raises DRF's `ValidationError`."""
    serializer = serializer_for(CABLE)(data=stated, partial=True)
    serializer.is_valid(raise_exception=True)
    return {name: value for name, value in serializer.validated_data.items() if not name.endswith("_terminations")}


def _answer(pairs: Sequence[Pair], base: str) -> dict[str, Any]:
    wanted: dict[str, set[int]] = {}
    for port in _things(pairs):
        wanted.setdefault(label_of(port), set()).add(port.pk)
    known = fragments(wanted, base)

    def brief(thing: Any) -> Any:
        return None if thing is None else known[label_of(thing)][thing.pk]

    return {
        "fitting": sum(not pair.problems for pair in pairs), "refused": sum(bool(pair.problems) for pair in pairs),
        "pairs": [
            {"number": pair.number, "a": brief(pair.a), "b": brief(pair.b), "problems": pair.problems,
             "cable": brief(pair.cable)}
            for pair in pairs
        ],
        "undo": [{"id": pair.cable.pk} for pair in pairs if pair.cable],
    }  # fmt: skip


def _things(pairs: Iterable[Pair]) -> Iterable[Any]:
    return (thing for pair in pairs for thing in (pair.a, pair.b, pair.cable) if thing is not None)
