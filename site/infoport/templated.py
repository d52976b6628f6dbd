"""What templates render, as responses: the same for REST and for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from inventory.extras.models import ExportTemplate

if TYPE_CHECKING:
    from inventory.declare.spec import Spec
    from inventory.extras.sourced import Template

PLAIN: Final = "text/plain; charset=utf-8"


def template_named(spec: Spec, name: str) -> ExportTemplate | None:
    """The template of this name that serves the type."""
    return ExportTemplate.objects.filter(name=name, object_types__contains=[spec.label]).first()


def served(template: Template, text: str, name: str) -> HttpResponse:
    """What a template rendered, as it wants to be served; a browser shows it, but runs nothing in it."""
    stem = template.file_name or name
    file = f"{stem}.{template.file_extension}" if template.file_extension else stem
    response = HttpResponse(text, content_type=template.mime_type or PLAIN)
    header = content_disposition_header(template.as_attachment, file)
    if template.as_attachment and header:
        response["Content-Disposition"] = header
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
