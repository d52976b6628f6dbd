"""A list as a file: `?export=<name of an export template>`, or csv, xlsx, json, yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from rest_framework.exceptions import ParseError

from infoport.templated import served, streamed, template_named
from inventory.declare.custom_columns import widened
from inventory.declare.exporting import chosen_fields
from inventory.declare.files.limits import FORMS
from inventory.declare.pages import ordered
from inventory.extras.rendering import exported
from inventory.extras.sandbox import BadTemplate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from inventory.declare.spec import Field, Spec


def export(request: Request, spec: Spec, found: QuerySet[Any]) -> HttpResponseBase:
    """Everything found, all pages; `fields` chooses the columns of a format.

    Raises `Http404` for an unknown name, `ParseError` when rendering fails.
    """
    name = request.query_params["export"]
    template = template_named(spec, name)
    form = next((each for each in FORMS if each == name), None)
    if template is None and form is None:
        raise Http404
    ids = list(ordered(spec, found, request.query_params).values_list("pk", flat=True))
    if template is None and form is not None:
        return streamed(spec, ids, form, chosen(spec, request.query_params.get("fields", "")))
    assert template is not None  # noqa: S101 - one of the two is there
    try:
        text = exported(template, spec, ids, f"{request.scheme}://{request.get_host()}")
    except BadTemplate as error:
        raise ParseError(f"Error rendering template: {error}") from error
    return served(template, text, spec.path.replace("/", "-"))


def chosen(spec: Spec, names: str) -> Sequence[Field] | None:
    """The columns named, separated by commas; None when none is. Raises `ParseError` naming an unknown one."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    known = widened(spec).fields
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ParseError(f"“fields” names {', '.join(unknown)}, which {spec.label} does not have.")
    return chosen_fields(spec, wanted) if wanted else None
