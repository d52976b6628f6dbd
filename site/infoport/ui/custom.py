"""The card of an object's custom fields, under the names of their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from infoport.ui import cells, panels, words
from inventory.declare import custom, custom_columns
from inventory.declare.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from inventory.declare.spec import Spec


@panels.register(panels.ANY)
def custom_panel(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[panels.Panel]:
    """Values with links, in the order of the definitions; empty ones are folded, or left out where they say so."""
    del request
    known = custom.definitions(spec.label) if "custom_fields" in spec.fields else {}
    shown = [of for of in known.values() if of.ui_visible != "hidden"]
    if not shown:
        return
    fields = [custom_columns.field_of(of) for of in shown]
    read = rows(spec, [field.name for field in fields], [instance.pk])
    groups: dict[str, dict[str, Any]] = {}
    for of, field, value in zip(shown, fields, read[0].values if read else (), strict=False):
        if of.ui_visible == "if-set" and cells.is_empty(value):
            continue
        group = groups.setdefault(of.group, {"title": of.group, "facts": [], "folded": []})
        if cells.is_empty(value):
            group["folded"].append(words.capital(of.title))
        else:
            html = cells.shown(spec, field, value, instance.pk)
            group["facts"].append({"label": words.capital(of.title), "value": html, "mono": False})
    if groups:
        yield panels.Panel(_("Custom fields"), "generic/_custom.html", {"groups": list(groups.values())}, "main")
