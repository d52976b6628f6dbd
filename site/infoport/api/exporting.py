"""A list rendered by an export template: `?export=<name>`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from rest_framework.exceptions import ParseError

from infoport.templated import served, template_named
from inventory.declare.pages import ordered
from inventory.extras.rendering import exported
from inventory.extras.sandbox import BadTemplate

if TYPE_CHECKING:

    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

    from inventory.declare.spec import Spec


def export(request: Request, spec: Spec, found: QuerySet[Any]) -> HttpResponse:
    """Everything found, all pages. Raises `Http404` for an unknown name, `ParseError` when rendering fails."""
    template = template_named(spec, request.query_params["export"])
    if template is None:
        raise Http404
    ids = list(ordered(spec, found, request.query_params).values_list("pk", flat=True))
    try:
        text = exported(template, spec, ids, f"{request.scheme}://{request.get_host()}")
    except BadTemplate as error:
        raise ParseError(f"Error rendering template: {error}") from error
    return served(template, text, spec.path.replace("/", "-"))
