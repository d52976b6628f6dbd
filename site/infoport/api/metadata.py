"""`OPTIONS`: what may be written, with the choices NetBox's clients read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.metadata import SimpleMetadata

from inventory.declare.schema import RelatedField, TagsField

if TYPE_CHECKING:
    from rest_framework.request import Request

    from inventory.declare.spec import Spec

TYPES: Final = {"id": "integer", "created": "datetime", "last_updated": "datetime"}


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
            fields = {**computed(spec), **self.get_serializer_info(view.get_serializer())}
            actions = {
                method: fields
                for method, action in (("POST", "add"), ("PUT", "change"))
                if asker.may(spec.label, action)
            }
            if actions:
                found["actions"] = actions
        return found

    def get_field_info(self, field: serializers.Field[Any, Any, Any, Any]) -> dict[str, Any]:
        """DRF's description; relations, choices and lists under the words that NetBox has for them."""
        found = super().get_field_info(field)
        if isinstance(field, RelatedField):
            found["type"] = "nested object"
        elif isinstance(field, (TagsField, serializers.ChoiceField, serializers.ListField, serializers.DictField)):
            found["type"] = "field"
        return found


def computed(spec: Spec) -> dict[str, Any]:
    """What is read and not written, as NetBox lists it."""
    always = {"url": _("URL"), "display_url": _("page"), "display": _("display")}
    labels = {**always, **{field.name: field.label for field in spec.fields.values() if not field.writable}}
    return {
        name: {"type": TYPES.get(name, "field"), "required": False, "read_only": True, "label": str(label)}
        for name, label in labels.items()
    }
