"""`OPTIONS`: what may be written, with the choices NetBox's clients read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.metadata import SimpleMetadata

from inventory.declare.schema import RelatedField, TagsField

if TYPE_CHECKING:
    from rest_framework import serializers
    from rest_framework.request import Request


class SpecMetadata(SimpleMetadata):
    """Actions the asker has, and each field's type, label and choices."""

    def determine_metadata(self, request: Request, view: Any) -> dict[str, Any]:
        """`actions` only for those who may write."""
        spec = getattr(view, "spec", None)
        asker: Any = request.user
        found: dict[str, Any] = {
            "name": f"{spec.verbose_name} list".capitalize() if spec else view.get_view_name(),
            "description": spec.doc if spec else "",
            "renders": ["application/json"],
            "parses": ["application/json"],
        }
        if spec is not None:
            fields = self.get_serializer_info(view.get_serializer())
            actions = {
                method: fields
                for method, action in (("POST", "add"), ("PUT", "change"))
                if asker.may(spec.label, action)
            }
            if actions:
                found["actions"] = actions
        return found

    def get_field_info(self, field: serializers.Field[Any, Any, Any, Any]) -> dict[str, Any]:
        """DRF's description; relations are nested objects, as NetBox says."""
        found = super().get_field_info(field)
        if isinstance(field, (RelatedField, TagsField)):
            found["type"] = "nested object"
        return found
