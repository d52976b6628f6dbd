"""Values of business figures over REST: added, and read as a series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from rest_framework import serializers

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import MOMENT, NUMBER, TEXT, Described, asked, counted, one_or_many, schema
from infoport.api.views import json_response
from infoport.history import actor_of
from inventory.declare.history import acting, recorded
from inventory.declare.readplan import page
from inventory.declare.registry import specs
from inventory.services.rules.figures import add_value

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request

MOST = 1000
"""Values of one answer; the list `business-figure-values` pages through all."""


class Pushed(serializers.Serializer[Any]):
    """One value: `at` is now when absent."""

    value = serializers.DecimalField(max_digits=20, decimal_places=4)
    at = serializers.DateTimeField(required=False)
    reference = serializers.CharField(required=False, max_length=200, default="")


class Values(ObjectAction):
    """`GET` and `POST /api/plugins/services/business-figures/<id>/values/`."""

    described = {
        "GET": Described({200: counted(schema("WholeBusinessFigureValue"))}),
        "POST": Described(
            {201: counted(schema("WholeBusinessFigureValue"))},
            one_or_many(asked({"value": NUMBER, "at": MOMENT, "reference": TEXT}, required=["value"])),
        ),
    }

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The newest thousand values, newest first."""
        figure = self.instance(pk)
        return self._answer(request, list(figure.values.values_list("pk", flat=True)[:MOST]))

    def post(self, request: Request, pk: int) -> HttpResponse:
        """Add one value (a dictionary) or many (a list, all or none). Needs the right to change the figure."""
        many = isinstance(request.data, list)
        given = Pushed(data=request.data, many=many)
        with acting(actor_of(request)), transaction.atomic(), recorded("value pushed"):
            figure = self.instance(pk, "change", lock=True)
            given.is_valid(raise_exception=True)
            made = [add_value(figure, **each).pk for each in (given.validated_data if many else [given.validated_data])]
        return self._answer(request, made, status=201)

    def _answer(self, request: Request, ids: list[int], status: int = 200) -> HttpResponse:
        base = f"{request.scheme}://{request.get_host()}"
        results = page(specs["services.businessfigurevalue"], ids, base)
        return json_response({"count": len(results), "results": results}, status)
