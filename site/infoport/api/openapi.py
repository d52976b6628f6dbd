"""The OpenAPI description, from `Spec`, through drf-spectacular."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from infoport.api.views import DetailView, ListView, SpecView
from inventory.declare.filters import filters_of
from inventory.declare.registry import specs
from inventory.declare.schema import serializer_for

TYPES = {
    "integer": OpenApiTypes.INT, "id": OpenApiTypes.INT, "boolean": OpenApiTypes.BOOL, "decimal": OpenApiTypes.NUMBER,
    "date": OpenApiTypes.DATE, "datetime": OpenApiTypes.DATETIME,
}  # fmt: skip
READ: dict[str, Any] = {
    "id": serializers.IntegerField, "integer": serializers.IntegerField, "decimal": serializers.FloatField,
    "boolean": serializers.BooleanField, "date": serializers.DateField, "datetime": serializers.DateTimeField,
    "json": serializers.JSONField, "custom": serializers.DictField,
}  # fmt: skip


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # drf-spectacular is untyped here
    """How tokens are described."""

    target_class = "infoport.api.authentication.TokenAuthentication"
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """A header."""
        del auto_schema
        text = "`Token <token>` or `Bearer <key>.<token>`"
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": text}


@lru_cache(maxsize=256)
def brief_serializer(label: str) -> type[serializers.Serializer[Any]]:
    """The nested form."""
    spec = specs[label]
    body: dict[str, Any] = {
        "id": serializers.IntegerField(read_only=True),
        "url": serializers.URLField(read_only=True),
        "display": serializers.CharField(read_only=True),
    }
    for name in spec.brief:
        field = spec.fields[name]
        if field.kind == "ref" and field.target == label:
            body[name] = serializers.DictField(read_only=True, allow_null=True)
        elif field.kind == "ref" and field.target:
            body[name] = brief_serializer(field.target)(read_only=True, allow_null=field.null)
        else:
            body[name] = READ.get(field.kind, serializers.CharField)(read_only=True, allow_null=field.null)
    return type(f"Brief{spec.model.__name__}", (serializers.Serializer,), body)


@lru_cache(maxsize=256)
def read_serializer(label: str) -> type[serializers.Serializer[Any]]:
    """The whole form, for description only."""
    spec = specs[label]
    body: dict[str, Any] = {
        "url": serializers.URLField(read_only=True),
        "display_url": serializers.URLField(read_only=True),
        "display": serializers.CharField(read_only=True),
    }
    for field in spec.fields.values():
        body[field.name] = _read_field(spec.model.__name__, field)
    return type(spec.model.__name__, (serializers.Serializer,), body)


SHORT: Final[dict[str, Any]] = {
    "ref": serializers.IntegerField,
    "tags": partial(serializers.ListField, child=serializers.CharField()),
}
"""What stands for an object where the wire names it shortly (`inventory.declare.wired`)."""


def _read_field(owner: str, field: Any) -> Any:
    options = {"read_only": True, "allow_null": field.null}
    if field.make and field.kind in SHORT:
        return SHORT[field.kind](**options)
    if field.kind in {"ref", "refs", "tags"}:
        target = "extras.tag" if field.kind == "tags" else field.target
        return brief_serializer(target)(many=field.kind != "ref", **options)
    if field.kind == "choice":
        body = {"value": serializers.CharField(), "label": serializers.CharField()}
        name = f"{owner}{field.name.title().replace('_', '')}Choice"
        return type(name, (serializers.Serializer,), body)(**options)
    if field.kind in {"generic", "generics", "array"}:
        return serializers.JSONField(**options)
    return READ.get(field.kind, serializers.CharField)(**options)


class SpecSchema(AutoSchema):
    """One operation of one declared type."""

    @property
    def spec(self) -> Any:
        """The view's spec; None for other views."""
        return getattr(self.view, "spec", None)

    def get_operation_id(self) -> str:
        """NetBox's names: `dcim_devices_list`."""
        if not isinstance(self.view, SpecView):
            return super().get_operation_id()
        many = isinstance(self.view, ListView)
        verb = {"GET": "list" if many else "retrieve", "POST": "create", "PUT": "update", "PATCH": "partial_update"}
        stem = self.spec.path.replace("/", "_").replace("-", "_")
        bulk = "bulk_" if many and self.method not in {"GET", "POST"} else ""
        return f"{stem}_{bulk}{verb.get(self.method, 'destroy')}"

    def get_tags(self) -> list[str]:
        """The application."""
        return [self.spec.app] if self.spec else ["api"]

    def get_description(self) -> str:  # type: ignore[override]  # drf-spectacular itself overrides it so
        """The type's own documentation."""
        return self.spec.doc if self.spec else ""

    def get_request_serializer(self) -> Any:
        """The write form; a list of it for bulk operations."""
        if self.spec is None or self.method not in {"POST", "PUT", "PATCH"}:
            return None
        return serializer_for(self.spec.label)

    def get_response_serializers(self) -> Any:
        """The read form; pages of it for lists."""
        if self.spec is None or self.method == "DELETE":
            return {204: None}
        made = read_serializer(self.spec.label)
        if isinstance(self.view, DetailView) or self.method == "POST":
            return {201 if self.method == "POST" else 200: made}
        if self.method == "GET":
            page = {
                "count": serializers.IntegerField(allow_null=True),
                "next": serializers.URLField(allow_null=True),
                "previous": serializers.URLField(allow_null=True),
                "results": made(many=True),
            }
            return type(f"Paginated{self.spec.model.__name__}List", (serializers.Serializer,), page)
        return made(many=True)

    def get_override_parameters(self) -> list[Any]:
        """Every filter the type accepts, and the shape of the answer."""
        if not isinstance(self.view, ListView) or self.method != "GET":
            return []
        plain = [("limit", OpenApiTypes.INT), ("offset", OpenApiTypes.INT), ("start", OpenApiTypes.INT),
                 ("brief", OpenApiTypes.BOOL), ("fields", OpenApiTypes.STR), ("omit", OpenApiTypes.STR),
                 ("ordering", OpenApiTypes.STR)]  # fmt: skip
        found = [OpenApiParameter(name, kind) for name, kind in plain]
        found.extend(
            OpenApiParameter(each.name, TYPES.get(each.kind, OpenApiTypes.STR), many=True)
            for each in filters_of(self.spec).values()
        )
        return found
