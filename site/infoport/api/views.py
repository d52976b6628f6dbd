"""List, detail and bulk views of any declared type."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from rest_framework import status
from rest_framework.exceptions import MethodNotAllowed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.views import APIView

from infoport.api import exporting, paging
from infoport.api.errors import Stale, Wrong, by_field
from infoport.api.patience import bounded
from infoport.api.selection import names_of, query_parameters
from infoport.history import actor_of
from inventory.declare import bulk, reading, readplan, write
from inventory.declare.filters import condition
from inventory.declare.history import acting
from inventory.declare.pages import ids_and_count
from inventory.declare.permissions import restrict
from inventory.declare.readplan import encoder, rows
from inventory.declare.schema import attributes, serializer_for

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request


ACTION: Final = {
    "GET": "view", "HEAD": "view", "OPTIONS": "view", "POST": "add", "PUT": "change", "PATCH": "change",
    "DELETE": "delete",
}  # fmt: skip


class SpecView(APIView):
    """Common to list and detail: who may, what is encoded how."""

    spec: Any = None
    """The `Spec`; `as_view(spec=…)` sets it, which needs an attribute to be there."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse at the door what no object of the type would allow."""
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS and not self.spec.writable:
            raise MethodNotAllowed(request.method or "")
        asker: Any = request.user
        action = ACTION.get(request.method or "GET")
        if action is None:
            raise MethodNotAllowed(request.method or "")
        if request.method != "OPTIONS" and not asker.may(self.spec.label, action):
            raise PermissionDenied

    def allowed_rows(self, action: str) -> QuerySet[Any]:
        """The objects on which the asker may do `action`."""
        return restrict(self.spec.model._default_manager.all(), self.request.user, action)  # noqa: SLF001

    def encoded(self, request: Request, ids: Sequence[int], *, shaped: bool = True) -> list[dict[str, Any]]:
        """Wire rows of `ids` in order; `brief`, `fields` and `omit` obeyed when `shaped`."""
        base = f"{request.scheme}://{request.get_host()}"
        return rows(self.spec, ids, base, names_of(self.spec, request.query_params) if shaped else None)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The write serializer; `OPTIONS` reads its fields."""
        return serializer_for(self.spec.label)(*args, **kwargs)

    def store(self, request: Request, pairs: Sequence[tuple[Any, Any]], *, partial: bool) -> list[Any]:
        """Write raw data to each instance, all or none; one object takes the careful path for one.

        Raises `Wrong` with what is wrong with each, or `PermissionDenied`.
        """
        found = reading.read(self.spec, [data for _instance, data in pairs], partial=partial)
        if found.problems:
            raise Wrong([found.problems.get(at, {}) for at in range(len(pairs))])
        stated = [
            (instance, *attributes(values, instance))
            for (instance, _data), values in zip(pairs, found.values, strict=True)
        ]
        if len(stated) == 1:
            instance, values, message = stated[0]
            try:
                return [write.save(self.spec, instance, values, user=request.user, message=message)]
            except ValidationError as error:
                raise Wrong([by_field(error)]) from error
        return self._store_many(request, stated)

    def _store_many(self, request: Request, stated: Sequence[tuple[Any, Any, str]]) -> list[Any]:
        """Neighbours with one message are one set: the message is told to the database once for all of them."""
        problems: list[Any] = [{} for _each in stated]
        start = 0
        for message, group in groupby(stated, key=lambda each: each[2]):
            pairs = [(instance, values) for instance, values, _message in group]
            try:
                bulk.save(self.spec, pairs, user=request.user, message=message)
            except bulk.Refused as refused:
                for at, error in refused.problems.items():
                    problems[start + at] = by_field(error)
            start += len(pairs)
        if any(problems):
            raise Wrong(problems)
        return [instance for instance, _values, _message in stated]


def json_response(content: Any, status_code: int = 200) -> HttpResponse:
    """Pre-encoded rows straight to the client, past DRF's renderers."""
    return HttpResponse(encoder.encode(content), status=status_code, content_type="application/json")


class ListView(SpecView):
    """The list of a type: page, create one or many, change many, delete many."""

    def get(self, request: Request) -> HttpResponseBase:
        """One page, or all as a file for `export`."""
        params = query_parameters(request.query_params, self.spec)
        with bounded(params):
            return self._listed(request, params)

    def _listed(self, request: Request, params: Mapping[str, Sequence[str]]) -> HttpResponseBase:
        page = paging.requested(request.query_params)
        found = self.allowed_rows("view").filter(condition(self.spec, params))
        if "export" in request.query_params:
            return exporting.export(request, self.spec, found)
        url = request.build_absolute_uri()
        count: int | None
        if page.start is not None:
            ids = list(found.filter(pk__gte=page.start).order_by("pk").values_list("pk", flat=True)[: page.limit + 1])
            shown = ids[: page.limit]
            count = None
        else:
            ids, count = ids_and_count(self.spec, found, request.query_params, page.limit, page.offset)
            shown = ids
        names = names_of(self.spec, request.query_params)
        body = {
            "count": count,
            "next": paging.next_url(url, page, ids, count),
            "previous": paging.previous_url(url, page),
            "results": readplan.page(self.spec, shown, f"{request.scheme}://{request.get_host()}", names),
        }
        return json_response(body)

    def post(self, request: Request) -> HttpResponse:
        """Create one object (a dictionary) or many (a list, all or none)."""
        many = isinstance(request.data, list)
        items = request.data if many else [request.data]
        if not items:
            return json_response([], status.HTTP_201_CREATED)
        with acting(actor_of(request)), transaction.atomic():
            made = self.store(request, [(self.spec.model(), item) for item in items], partial=False)
        found = self.encoded(request, [each.pk for each in made], shaped=False)
        for row, each in zip(found, made, strict=True):
            row.update(getattr(each, "told_once", {}))
        if many:
            return json_response(found, status.HTTP_201_CREATED)
        response = json_response(found[0], status.HTTP_201_CREATED)
        response["Location"] = found[0]["url"]
        return response

    def patch(self, request: Request) -> HttpResponse:
        """Change many: a list of dictionaries, each with its `id`; all or none."""
        return self._change_many(request, partial=True)

    def put(self, request: Request) -> HttpResponse:
        """Replace many."""
        return self._change_many(request, partial=False)

    def _change_many(self, request: Request, *, partial: bool) -> HttpResponse:
        by_id = dict(_identified(request.data))
        with acting(actor_of(request)), transaction.atomic():
            found = self._locked("change", by_id)
            self.store(request, [(found[key], item) for key, item in by_id.items()], partial=partial)
        return json_response(self.encoded(request, list(by_id), shaped=False))

    def _locked(self, action: str, ids: Collection[int]) -> dict[int, Any]:
        """The objects, locked in the order of their ids, so that two such requests wait for each other and no more."""
        rows = self.allowed_rows(action).filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
        found = {each.pk: each for each in rows}
        missing = [key for key in ids if key not in found]
        if missing:
            raise Wrong([{"id": [f"No {self.spec.model.__name__} with id {missing[0]} may be {action}d."]}])
        return found

    def delete(self, request: Request) -> HttpResponse:
        """Delete many: a list of dictionaries with `id`; all or none."""
        ids = [key for key, _item in _identified(request.data)]
        with acting(actor_of(request)), transaction.atomic():
            write.delete(self.spec, list(self._locked("delete", ids).values()))
        return HttpResponse(status=status.HTTP_204_NO_CONTENT)


class DetailView(SpecView):
    """One object."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        """The object; 404 when it does not exist or may not be seen."""
        if not self.allowed_rows("view").filter(pk=pk).exists():
            self._absent()
        found = self.encoded(request, [pk])
        if not found:
            self._absent()
        response = json_response(found[0])
        self._tag(response, found[0])
        return response

    def put(self, request: Request, pk: int) -> HttpResponse:
        """Replace."""
        return self._change(request, pk, partial=False)

    def patch(self, request: Request, pk: int) -> HttpResponse:
        """Change the keys given."""
        return self._change(request, pk, partial=True)

    def _change(self, request: Request, pk: int, *, partial: bool) -> HttpResponse:
        with acting(actor_of(request)), transaction.atomic():
            instance = self._instance(request, pk, "change")
            self.store(request, [(instance, request.data)], partial=partial)
        found = self.encoded(request, [pk], shaped=False)[0]
        response = json_response(found)
        self._tag(response, found)
        return response

    def delete(self, request: Request, pk: int) -> HttpResponse:
        """Delete; 409 names what protects it."""
        with acting(actor_of(request)), transaction.atomic():
            write.delete(self.spec, [self._instance(request, pk, "delete")])
        return HttpResponse(status=status.HTTP_204_NO_CONTENT)

    def _instance(self, request: Request, pk: int, action: str) -> Any:
        """The locked object. Raises `Http404`, or `Stale` when `If-Match` names another state."""
        instance = self.allowed_rows(action).order_by().select_for_update(of=("self",)).filter(pk=pk).first()
        if instance is None:
            self._absent()
        wanted = request.headers.get("If-Match", "*")
        current = getattr(instance, "last_updated", None)
        if wanted != "*" and current is not None and f'W/"{current.isoformat()}"' not in wanted:
            raise Stale
        return instance

    def _absent(self) -> NoReturn:
        raise Http404(f"No {self.spec.model.__name__} matches the given query.")

    def _tag(self, response: HttpResponse, found: dict[str, Any]) -> None:
        updated = found.get("last_updated")
        if updated is not None:
            response["ETag"] = f'W/"{updated.isoformat()}"'


def _identified(data: Any) -> list[tuple[int, dict[str, Any]]]:
    """`(id, rest)` of each dictionary in a bulk request. Raises `ValidationError` or `Wrong` for any other shape."""
    if not isinstance(data, list):
        raise ValidationError({"__all__": [f"Expected a list of items, but got {type(data).__name__}."]})
    keys = [item.get("id") if isinstance(item, dict) else None for item in data]
    if any(not isinstance(key, int) or isinstance(key, bool) for key in keys):
        raise Wrong([{} if type(key) is int else {"id": [_missing_or_wrong(key)]} for key in keys])
    return [(item["id"], {name: value for name, value in item.items() if name != "id"}) for item in data]


def _missing_or_wrong(key: Any) -> str:
    return "This field is required." if key is None else "A valid integer is required."
