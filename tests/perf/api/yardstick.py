"""The same JSON from plain DRF: ModelSerializers, select_related, prefetch_related, annotations for computed keys.

What a careful developer writes by the book. The bench asserts that its rows equal ours, value by value.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import JSONField, Prefetch
from django.db.models.expressions import RawSQL
from rest_framework import serializers, viewsets
from rest_framework.pagination import LimitOffsetPagination

from inventory.declare.permissions import restrict
from inventory.declare.registry import expand, specs
from inventory.declare.values import read_integer

OUTPUT: dict[str, Any] = {"json": JSONField()}


class Choice(serializers.ChoiceField):
    """`{value, label}`, as the wire has it."""

    def to_representation(self, value: Any) -> Any:
        return {"value": value, "label": str(self.choices.get(value))} if value else None


class Base(serializers.ModelSerializer[Any]):
    """Keys every wire object has."""

    serializer_choice_field = Choice
    url = serializers.SerializerMethodField()
    display = serializers.SerializerMethodField()

    def get_url(self, row: Any) -> str:
        return self.context["request"].build_absolute_uri(f"{row.spec.api}{row.pk}/")

    def get_display(self, row: Any) -> str:
        return str(row)


class Whole(Base):
    """Keys of the whole form only."""

    display_url = serializers.SerializerMethodField()
    tags = serializers.SerializerMethodField()
    custom_fields = serializers.JSONField()

    def get_display_url(self, row: Any) -> str:
        return self.context["request"].build_absolute_uri(f"{row.spec.page}{row.pk}/")

    def get_tags(self, row: Any) -> list[Any]:
        return list(row.tags)


@lru_cache
def brief(label: str) -> type[Base]:
    """The nested form; computed keys are read from annotations, else counted by a query of their own."""
    spec = specs[label]
    body: dict[str, Any] = {}
    for name in spec.brief:
        field = spec.fields[name]
        if field.kind == "ref" and field.target != label:
            body[name] = brief(field.target or "")(read_only=True)
        elif field.sql:
            body[name] = computed(label, name)
    body["Meta"] = type("Meta", (), {"model": spec.model, "fields": ("id", "url", "display", *spec.brief)})
    return type(f"Yard{spec.model.__name__}", (Base,), body)


class Computed(serializers.ReadOnlyField):
    """A computed choice."""

    def __init__(self, labels: Any, **options: Any) -> None:
        self.labels = labels
        super().__init__(**options)

    def to_representation(self, value: Any) -> Any:
        return None if value is None else {"value": value, "label": str(self.labels[value])}


def computed(label: str, name: str) -> Any:
    """A key that an annotation provides; prefetched relations carry it too."""
    field = specs[label].fields[name]
    if field.kind == "choice":
        return Computed(dict(field.choices), source=f"c_{name.lstrip('_')}")
    return serializers.ReadOnlyField(source=f"c_{name.lstrip('_')}")


def annotations(label: str, names: Any) -> dict[str, Any]:
    spec = specs[label]
    return {
        f"c_{name.lstrip('_')}": RawSQL(
            expand(spec, spec.fields[name].sql or "").replace("{t}", f'"{spec.table}"'),
            (),
            OUTPUT.get(spec.fields[name].kind),
        )
        for name in names
        if spec.fields[name].sql
        and not spec.fields[name].make
        and spec.fields[name].kind in {"integer", "json", "text", "boolean", "choice"}
    }


@lru_cache
def whole(label: str) -> type[Whole]:
    """The full form of a type."""
    spec = specs[label]
    body: dict[str, Any] = {}
    shown: list[str] = ["id", "url", "display_url", "display"]
    for field in spec.fields.values():
        if field.kind in {"generic", "generics"} or field.make:
            continue  # what is made of columns in Python has no counterpart by the book
        if field.kind == "ref" and field.sql is None:
            body[field.name] = brief(field.target or "")(read_only=True)
        elif field.kind == "refs" and field.model_field:
            body[field.name] = brief(field.target or "")(read_only=True, many=True)
        elif field.kind in {"ref", "refs"}:
            continue
        elif field.sql:
            body[field.name] = computed(label, field.name)
        shown.append(field.name)
    body["Meta"] = type("Meta", (), {"model": spec.model, "fields": tuple(dict.fromkeys(shown))})
    return type(f"YardWhole{spec.model.__name__}", (Whole,), body)


class Paging(LimitOffsetPagination):
    default_limit, max_limit = 50, 1000


class Yard(viewsets.ReadOnlyModelViewSet[Any]):
    """A type by the book."""

    label = ""
    pagination_class = Paging

    def get_serializer_class(self) -> Any:
        return whole(self.label)

    def get_queryset(self) -> Any:
        spec = specs[self.label]
        found = restrict(spec.model._default_manager.all(), self.request.user, "view")
        if site := self.request.query_params.get("site_id"):
            found = found.filter(site_id=read_integer("site_id", site))
        for field in spec.fields.values():
            if field.kind not in {"ref", "refs"} or field.model_field is None:
                continue
            target = specs[field.target or ""]
            nested = [name for name in target.brief if target.fields[name].kind == "ref"]
            rows = target.model._default_manager.annotate(**annotations(target.label, target.brief))
            found = found.prefetch_related(Prefetch(field.name, rows.select_related(*nested)))
        return found.annotate(**annotations(self.label, spec.fields)).order_by(*spec.ordering)


class DeviceViews(Yard):
    label = "dcim.device"
