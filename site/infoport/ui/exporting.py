"""A list as a file: CSV, workbook, JSON or YAML, in pieces as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from infoport.templated import served, streamed, template_named
from inventory.declare.exporting import chosen_fields
from inventory.declare.files.limits import FORMS
from inventory.declare.values import BadFilter
from inventory.extras.models import ExportTemplate
from inventory.extras.rendering import exported
from inventory.extras.sandbox import BadTemplate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from infoport.ui.selection import Selection
    from inventory.declare.spec import Spec

SHOWN: Final = "_shown"
"""A parameter that asks for the columns of the list, in their order, instead of all that can be written back."""


def export(request: HttpRequest, selection: Selection, columns: Sequence[str]) -> HttpResponseBase:
    """Every object of the selection, all pages, in a format or by an export template of that name.

    Raises `BadFilter` for an unknown format and for a template that fails.
    """
    form = request.GET["export"]
    template = template_named(selection.spec, form)
    if template is not None:
        return _rendered(request, selection, template)
    for known in FORMS:
        if form == known:
            fields = chosen_fields(selection.spec, columns) if SHOWN in request.GET else None
            return streamed(selection.spec, selection.ids(), known, fields)
    raise BadFilter("export", _("“%(form)s” is none of %(known)s.") % {"form": form, "known": ", ".join(FORMS)})


def choices(selection: Selection) -> list[dict[str, Any]]:
    """What a list's menu offers: the columns shown, everything, and the export templates of the type."""

    def each(title: Any, **more: Any) -> dict[str, Any]:
        files = [(form.upper(), selection.url(export=form, limit=None, **more)) for form in FORMS]
        return {"title": title, "files": files}

    found = [each(_("Columns as shown"), **{SHOWN: 1}), each(_("All fields, to be imported again"))]
    names = templates_of(selection.spec)
    if names:
        files = [(name, selection.url(export=name, limit=None)) for name in names]
        found.append({"title": _("Export templates"), "files": files})
    return found


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
