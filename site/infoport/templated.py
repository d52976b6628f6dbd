"""Lists as files, by a format or a template, as responses: the same for REST and for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from inventory.declare.exporting import dump
from inventory.extras.models import ExportTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.declare.files.limits import Form
    from inventory.declare.spec import Field, Spec
    from inventory.extras.sourced import Template

PLAIN: Final = "text/plain; charset=utf-8"
TYPES: Final[Mapping[Form, str]] = {
    "csv": "text/csv; charset=utf-8", "json": "application/json", "yaml": "application/yaml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def streamed(
    spec: Spec, ids: Sequence[int], form: Form, fields: Sequence[Field] | None = None
) -> StreamingHttpResponse:
    """Objects as a file, sent as it is read; of `fields`, else of all that can be written back."""
    name = f"{spec.path.replace('/', '-')}-{timezone.localdate().isoformat()}.{form}"
    return StreamingHttpResponse(
        dump(spec, ids, form, fields),
        content_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


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
