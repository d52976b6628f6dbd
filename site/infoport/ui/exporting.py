"""A list as a file: CSV, JSON or YAML, in pieces as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from infoport.templated import served, template_named
from inventory.declare.tabular import Format, dump
from inventory.declare.values import BadFilter
from inventory.extras.models import ExportTemplate
from inventory.extras.rendering import exported
from inventory.extras.sandbox import BadTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from infoport.ui.selection import Selection
    from inventory.declare.spec import Spec

TYPES: Final[Mapping[str, str]] = {"csv": "text/csv", "json": "application/json", "yaml": "application/yaml"}


def export(request: HttpRequest, selection: Selection) -> HttpResponseBase:
    """Every object of the selection, all pages, in a format or by an export template of that name.

    Raises `BadFilter` for an unknown format and for a template that fails.
    """
    form = request.GET["export"]
    template = template_named(selection.spec, form)
    if template is not None:
        return _rendered(request, selection, template)
    if form not in get_args(Format):
        raise BadFilter("export", _("“%(form)s” is none of csv, json, yaml.") % {"form": form})
    ids = selection.ids()
    name = f"{selection.spec.path.replace('/', '-')}-{timezone.localdate().isoformat()}.{form}"
    return StreamingHttpResponse(
        dump(selection.spec, ids, form),  # type: ignore[arg-type]  # one of the three, checked above
        content_type=f"{TYPES[form]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _rendered(request: HttpRequest, selection: Selection, template: ExportTemplate) -> HttpResponseBase:
    spec = selection.spec
    try:
        text = exported(template, spec, selection.ids(), f"{request.scheme}://{request.get_host()}")
    except BadTemplate as error:
        raise BadFilter("export", f"{template.name}: {error}") from error
    return served(template, text, spec.path.replace("/", "-"))


def templates_of(spec: Spec) -> list[str]:
    """Names of the export templates that serve a type."""
    found = ExportTemplate.objects.filter(object_types__contains=[spec.label])
    return list(found.order_by("name").values_list("name", flat=True))
