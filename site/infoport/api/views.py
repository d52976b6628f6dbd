"""List, detail and bulk views of any declared type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from rest_framework import status
from rest_framework.exceptions import MethodNotAllowed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.views import APIView

from infoport.api import paging
from infoport.api.errors import Stale, by_field
from infoport.api.selection import names_of, query_parameters
from infoport.history import actor_of
from inventory.declare import readplan, write
from inventory.declare.filters import condition
from inventory.declare.history import acting
from inventory.declare.pages import ids_and_count
from inventory.declare.permissions import restrict
from inventory.declare.readplan import encoder, rows
from inventory.declare.schema import attributes, serializer_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
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
        if request.method != "OPTIONS" and not asker.may(self.spec.label, ACTION[request.method or "GET"]):
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

    def store(self, request: Request, instance: Any, data: Any, *, partial: bool) -> Any:
        """Validate `data` and write it. Raises DRF's or Django's validation errors."""
        serializer = self.get_serializer(data=data, partial=partial)
        serializer.is_valid(raise_exception=True)
        values, message = attributes(serializer.validated_data, instance)
        return write.save(self.spec, instance, values, user=request.user, message=message)


def json_response(content: Any, status_code: int = 200) -> HttpResponse:
    """Pre-encoded rows straight to the client, past DRF's renderers."""
    return HttpResponse(encoder.encode(content), status=status_code, content_type="application/json")


class ListView(SpecView):
    """The list of a type: page, create one or many, change many, delete many."""

    def get(self, request: Request) -> HttpResponse:
        """One page."""
        params = query_parameters(request.query_params)
        page = paging.requested(request.query_params)
        found = self.allowed_rows("view").filter(condition(self.spec, params))
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
        made: list[Any] = []
        problems: list[Any] = []
        with acting(actor_of(request)), transaction.atomic():
            for item in items:
                try:
                    with transaction.atomic():
                        made.append(self.store(request, self.spec.model(), item, partial=False))
                    problems.append({})
                except ValidationError as error:
                    problems.append(by_field(error))
            if any(problems):
                transaction.set_rollback(True)
                return Response(problems if many else problems[0], status=status.HTTP_400_BAD_REQUEST)
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
            found = {each.pk: each for each in self.allowed_rows("change").filter(pk__in=by_id)}
            missing = [key for key in by_id if key not in found]
            if missing:
                raise ValidationError({"id": [f"No {self.spec.model.__name__} with id {missing[0]} may be changed."]})
            for key, item in by_id.items():
                self.store(request, found[key], item, partial=partial)
        return json_response(self.encoded(request, list(by_id), shaped=False))

    def delete(self, request: Request) -> HttpResponse:
        """Delete many: a list of dictionaries with `id`; all or none."""
        ids = [key for key, _item in _identified(request.data)]
        with acting(actor_of(request)), transaction.atomic():
            found = list(self.allowed_rows("delete").filter(pk__in=ids))
            if len(found) < len(set(ids)):
                raise ValidationError({"id": [f"Some of {len(ids)} objects do not exist or may not be deleted."]})
            write.delete(self.spec, found)
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
            self.store(request, instance, request.data, partial=partial)
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
        instance = self.allowed_rows(action).select_for_update(of=("self",)).filter(pk=pk).first()
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
    """`(id, rest)` of each dictionary in a bulk request. Raises `ValidationError` for any other shape."""
    if not isinstance(data, list):
        raise ValidationError({"__all__": [f"Expected a list of items, but got {type(data).__name__}."]})
    found = []
    for item in data:
        key = item.get("id") if isinstance(item, dict) else None
        if not isinstance(key, int) or isinstance(key, bool):
            raise ValidationError({"id": [f"Each item needs an integer id; got {item!r:.100}."]})
        found.append((key, {name: value for name, value in item.items() if name != "id"}))
    return found
