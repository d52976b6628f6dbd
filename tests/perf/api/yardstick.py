"""What plain DRF makes of the same tables: ModelSerializers with select_related and prefetch_related."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, viewsets
from rest_framework.pagination import LimitOffsetPagination

from inventory.dcim.models import Device, Interface
from inventory.declare.permissions import restrict


def brief(model: type[Any], *names: str) -> Any:
    """A nested serializer of a few fields with its url."""

    class Brief(serializers.ModelSerializer[Any]):
        url = serializers.SerializerMethodField()
        display = serializers.SerializerMethodField()

        class Meta:
            fields = ("id", "url", "display", *names)

        def get_url(self, row: Any) -> str:
            return self.context["request"].build_absolute_uri(f"/api/x/{row.pk}/")

        def get_display(self, row: Any) -> str:
            return str(getattr(row, "name", None) or getattr(row, "model", None) or row.pk)

    Brief.Meta.model = model
    return Brief(read_only=True)


def related(model: type[Any], name: str) -> type[Any]:
    return model._meta.get_field(name).related_model


class Choice(serializers.ChoiceField):
    """`{value, label}`, as the wire has it."""

    def to_representation(self, value: Any) -> Any:
        return {"value": value, "label": self.choices.get(value)} if value else None


class DeviceSerializer(serializers.ModelSerializer[Device]):
    serializer_choice_field = Choice
    device_type = brief(related(Device, "device_type"), "model", "slug", "description")
    role = brief(related(Device, "role"), "name", "slug", "description")
    tenant = brief(related(Device, "tenant"), "name", "slug", "description")
    platform = brief(related(Device, "platform"), "name", "slug", "description")
    site = brief(related(Device, "site"), "name", "slug", "description")
    rack = brief(related(Device, "rack"), "name", "description")
    primary_ip4 = brief(related(Device, "primary_ip4"), "address", "description")

    class Meta:
        model = Device
        exclude = ("_name",)


class InterfaceSerializer(serializers.ModelSerializer[Interface]):
    serializer_choice_field = Choice
    device = brief(related(Interface, "device"), "name", "description")
    untagged_vlan = brief(related(Interface, "untagged_vlan"), "vid", "name")

    class Meta:
        model = Interface
        exclude = ("_name",)


class Paging(LimitOffsetPagination):
    default_limit, max_limit = 50, 1000


class DeviceViews(viewsets.ReadOnlyModelViewSet[Device]):
    """Devices by the book."""

    serializer_class, pagination_class = DeviceSerializer, Paging

    def get_queryset(self) -> Any:
        found = restrict(Device.objects.all(), self.request.user, "view")
        if site := self.request.query_params.get("site_id"):
            found = found.filter(site_id=site)
        return found.select_related(
            "device_type", "role", "tenant", "platform", "site", "rack", "primary_ip4", "primary_ip6"
        )


class InterfaceViews(viewsets.ReadOnlyModelViewSet[Interface]):
    """Interfaces by the book."""

    serializer_class, pagination_class = InterfaceSerializer, Paging

    def get_queryset(self) -> Any:
        found = restrict(Interface.objects.all(), self.request.user, "view")
        return found.select_related("device", "untagged_vlan").prefetch_related("tagged_vlans")
