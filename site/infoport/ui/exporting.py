"""A list as a file: CSV, JSON or YAML, in pieces as it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory.declare.tabular import Format, dump
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from infoport.ui.selection import Selection

TYPES: Final[Mapping[str, str]] = {"csv": "text/csv", "json": "application/json", "yaml": "application/yaml"}


def export(request: HttpRequest, selection: Selection) -> StreamingHttpResponse:
    """Every object of the selection, all pages. Raises `BadFilter` for an unknown format."""
    form = request.GET["export"]
    if form not in get_args(Format):
        raise BadFilter("export", _("“%(form)s” is none of csv, json, yaml.") % {"form": form})
    ids = selection.ids()
    name = f"{selection.spec.path.replace('/', '-')}-{timezone.localdate().isoformat()}.{form}"
    return StreamingHttpResponse(
        dump(selection.spec, ids, form),  # type: ignore[arg-type]  # one of the three, checked above
        content_type=f"{TYPES[form]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
