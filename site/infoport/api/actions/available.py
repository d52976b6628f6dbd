"""The next free address, prefix, VLAN id or AS number: shown on `GET`, taken on `POST`.

Those who take from the same place wait for one another at the locked parent, so each gets something else.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from infoport.api import paging
from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import (
    INTEGER,
    PAGING,
    TEXT,
    Described,
    array,
    nullable,
    one_or_many,
    record,
    schema,
)  # fmt: skip
from infoport.api.errors import Conflicted, by_field
from infoport.api.views import json_response
from infoport.history import actor_of
from inventory.declare import write
from inventory.declare.history import acting, recorded
from inventory.declare.readplan import fragments, rows
from inventory.declare.registry import specs
from inventory.declare.schema import attributes, serializer_for
from inventory.declare.viewing import unlimited
from inventory.ipam import free

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse
    from rest_framework.request import Request

    from infoport.api.describing.operation import Schema

    Item = dict[str, Any]

FULL: Final = _("Insufficient resources are available to satisfy the request")
ATTEMPTS: Final = 20
"""Times to search again when somebody wrote the same value by hand meanwhile; each time that one is then seen."""


def taking(shown: Schema, made: str, needed: Schema | None = None) -> dict[str, Described]:
    """What is shown of each free one, the type that is made, and the keys that each new one needs."""
    needs = {"type": "object", "properties": needed or {}, "required": list(needed or {})}
    body = {"allOf": [schema(f"Patched{made}Request"), needs]} if needed else schema(f"Patched{made}Request")
    return {
        "GET": Described({200: array(record(shown))}, parameters=PAGING[:1], many=True),
        "POST": Described({201: one_or_many(schema(f"Whole{made}"))}, one_or_many(body), errors=(400, 409)),
    }


class Unreadable(Exception):
    """400: messages per object asked for, always as a list, as NetBox answers before it looks for free ones."""

    def __init__(self, problems: list[Item]) -> None:
        super().__init__()
        self.problems = problems


class Available(ObjectAction):
    """Common to all: `made` is the type taken, `key` what is worked out for it.

    `held` is what is locked beside the parent, and before it, as all who lock several keep one order.
    """

    made: ClassVar[str]
    key: ClassVar[str]
    held: ClassVar[str] = ""

    def shown(self, parent: Any, limit: int) -> list[Item]:
        """What is free, at most `limit` where there may be many."""
        raise NotImplementedError

    def chosen(self, parent: Any, items: Sequence[Item]) -> list[Item] | None:
        """The worked-out values for each item; None when there are not enough."""
        raise NotImplementedError

    def check(self, items: Sequence[Item]) -> None:
        """Raise `Unreadable` for what is missing before anything is searched."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The free ones, in order."""
        self._base = f"{request.scheme}://{request.get_host()}"
        return json_response(self.shown(self.instance(pk), paging.requested(request.query_params).limit))

    def post(self, request: Request, pk: int) -> HttpResponse | Response:
        """Take as many as are asked for: one dictionary, or a list of them; all or none."""
        asker: Any = request.user
        if not asker.may(self.made, "add"):
            raise PermissionDenied
        many = isinstance(request.data, list)
        items: Any = request.data if many else [request.data]
        if not all(isinstance(item, dict) for item in items):
            return Response([{"non_field_errors": ["Invalid data. Expected a dictionary."]}], status=400)
        try:
            self.check(items)
            taken = self._take(request, pk, items)
        except Unreadable as error:
            return Response(error.problems if many or self.key != "address" else error.problems[0], status=400)
        with unlimited():  # who may add may be told what was added
            found = rows(specs[self.made], [each.pk for each in taken], f"{request.scheme}://{request.get_host()}")
        return json_response(found if many else found[0], 201)

    def _take(self, request: Request, pk: int, items: Sequence[Item]) -> list[Any]:
        for _attempt in range(ATTEMPTS):
            with acting(actor_of(request)), recorded():
                if self.held:
                    free.hold(self.held, pk)
                parent = self.instance(pk, lock=self.held != "prefix")
                values = self.chosen(parent, items)
                if values is None:
                    raise Conflicted(FULL)
                made = self._make_all(request, items, values)
                if made is not None:
                    return made
        raise Conflicted(FULL)

    def _make_all(self, request: Request, items: Sequence[Item], values: Sequence[Item]) -> list[Any] | None:
        """The new objects; None when another writer has one of the values meanwhile. Raises `Unreadable`.

        Nothing of the transaction is kept unless all are made.
        """
        made: list[Any] = []
        for item, worked_out in zip(items, values, strict=True):
            try:
                made.append(self._make(request, {**item, **worked_out}))
            except ValidationError as error:
                problem = by_field(error)
                if self.key not in problem:
                    raise Unreadable([*({} for _each in made), problem]) from error
                transaction.set_rollback(True)
                return None
        return made

    def _make(self, request: Request, item: Item) -> Any:
        spec = specs[self.made]
        serializer = serializer_for(self.made)(data=item)
        if not serializer.is_valid():
            raise Unreadable([dict(serializer.errors)])
        instance = spec.model()
        values, message = attributes(serializer.validated_data, instance)
        return write.save(spec, instance, values, user=request.user, message=message)

    def brief(self, label: str, key: int | None) -> Any:
        """The nested form of what the free ones would belong to."""
        return fragments({label: {key}}, self._base)[label].get(key) if key else None


class _Addresses(Available):
    described = taking({"family": INTEGER, "address": TEXT, "vrf": nullable(schema("BriefVRF"))}, "IPAddress")
    made, key = "ipam.ipaddress", "address"

    def found(self, parent: Any, limit: int) -> list[str]:
        """Free addresses with the length of their network."""
        raise NotImplementedError

    def shown(self, parent: Any, limit: int) -> list[Item]:
        """All that is free."""
        vrf = self.brief("ipam.vrf", parent.vrf_id)
        return [
            {"family": ipaddress.ip_interface(each).version, "address": each, "vrf": vrf}
            for each in self.found(parent, limit)
        ]

    def chosen(self, parent: Any, items: Sequence[Item]) -> list[Item] | None:
        """The first free ones."""
        found = self.found(parent, len(items))
        return None if len(found) < len(items) else [{"address": each, "vrf": parent.vrf_id} for each in found]


class AddressesOfPrefix(_Addresses):
    """`prefixes/<id>/available-ips/`. Nested prefixes share addresses."""

    held = "prefix"

    def found(self, parent: Any, limit: int) -> list[str]:
        """Of the prefix's length."""
        length = str(parent.prefix).rpartition("/")[2]
        return [f"{each}/{length}" for each in free.addresses(free.in_prefix(parent, limit), limit)]


class AddressesOfRange(_Addresses):
    """`ip-ranges/<id>/available-ips/`. A range lies in prefixes, which share its addresses."""

    held = "range"

    def found(self, parent: Any, limit: int) -> list[str]:
        """Of the length of the range's ends."""
        length = str(parent.start_address).rpartition("/")[2]
        return [f"{each}/{length}" for each in free.addresses(free.in_range(parent, limit), limit)]


class Prefixes(Available):
    """`prefixes/<id>/available-prefixes/`: the largest that are free, and new ones of the lengths asked for."""

    described = taking(
        {"family": INTEGER, "prefix": TEXT, "vrf": nullable(schema("BriefVRF"))}, "Prefix",
        {"prefix_length": {"type": "integer", "minimum": 0, "maximum": 128}},
    )  # fmt: skip

    made, key, held = "ipam.prefix", "prefix", "prefix"

    def shown(self, parent: Any, limit: int) -> list[Item]:
        """All of them, as NetBox does, whatever the limit."""
        del limit
        vrf = self.brief("ipam.vrf", parent.vrf_id)
        every = free.networks(free.between_prefixes(parent))
        return [{"family": each.version, "prefix": str(each), "vrf": vrf} for each in every]

    def check(self, items: Sequence[Item]) -> None:
        """Every new prefix needs its length."""
        problems = [_length_problem(item) for item in items]
        if any(problems):
            raise Unreadable([each for each in problems if each])

    def chosen(self, parent: Any, items: Sequence[Item]) -> list[Item] | None:
        """The first free ones."""
        every = list(free.networks(free.between_prefixes(parent)))
        found = free.cut(every, [item["prefix_length"] for item in items])
        return None if found is None else [{"prefix": str(each), "vrf": parent.vrf_id} for each in found]


def _length_problem(item: Item) -> Item:
    if "prefix_length" not in item:
        return {"prefix_length": "this field can not be missing"}
    if type(item["prefix_length"]) is not int:
        return {"prefix_length": "this field must be int type"}
    return {}


class VLANs(Available):
    """`vlan-groups/<id>/available-vlans/`."""

    described = taking({"vid": INTEGER, "group": schema("BriefVLANGroup")}, "VLAN", {"name": TEXT})

    made, key = "ipam.vlan", "vid"

    def shown(self, parent: Any, limit: int) -> list[Item]:
        """All that is free."""
        group = self.brief("ipam.vlangroup", parent.pk)
        return [{"vid": vid, "group": group} for vid in free.vlan_ids(parent)[:limit]]

    def check(self, items: Sequence[Item]) -> None:
        """Every VLAN needs a name."""
        problems: list[Item] = [{} if "name" in item else {"name": ["This field is required."]} for item in items]
        if any(problems):
            raise Unreadable(problems)

    def chosen(self, parent: Any, items: Sequence[Item]) -> list[Item] | None:
        """The first free ones."""
        found = free.vlan_ids(parent)[: len(items)]
        return None if len(found) < len(items) else [{"vid": vid, "group": parent.pk} for vid in found]


class AvailableASNs(Available):
    """`asn-ranges/<id>/available-asns/`. Ranges may share numbers."""

    described = taking({"rir": schema("BriefRIR"), "asn": INTEGER}, "ASN")

    made, key, held = "ipam.asn", "asn", "numbers"

    def shown(self, parent: Any, limit: int) -> list[Item]:
        """All that is free."""
        rir = self.brief("ipam.rir", parent.rir_id)
        return [{"rir": rir, "asn": number} for number in self._found(parent, limit)]

    def chosen(self, parent: Any, items: Sequence[Item]) -> list[Item] | None:
        """The first free ones."""
        found = self._found(parent, len(items))
        return None if len(found) < len(items) else [{"asn": number, "rir": parent.rir_id} for number in found]

    def _found(self, parent: Any, limit: int) -> list[int]:
        every = (number for first, last in free.as_numbers(parent, limit) for number in range(first, last + 1))
        return [number for number, _at in zip(every, range(limit), strict=False)]
