"""What the types are: all of them by group, and each with its fields, filters and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infoport.ui.asker import asker
from infoport.ui.markdown import rendered
from infoport.ui.navigation import GROUPS, belongs, by_entry, entry_title
from infoport.ui.words import capital
from inventory.declare.filters import filters_of
from inventory.declare.registry import specs
from inventory.declare.spec import GROUPS as FIELD_GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Field, Spec

KINDS: Final[Mapping[str, Any]] = {
    "id": gettext_lazy("number"),
    "text": gettext_lazy("text"),
    "longtext": gettext_lazy("text (Markdown)"),
    "slug": gettext_lazy("letters, digits, - and _"),
    "color": gettext_lazy("six hexadecimal digits"),
    "integer": gettext_lazy("whole number"),
    "decimal": gettext_lazy("number"),
    "boolean": gettext_lazy("yes or no"),
    "date": gettext_lazy("date"),
    "datetime": gettext_lazy("date and time"),
    "choice": gettext_lazy("one of"),
    "ref": gettext_lazy("one"),
    "refs": gettext_lazy("several"),
    "tags": gettext_lazy("tags"),
    "generic": gettext_lazy("one of several types"),
    "generics": gettext_lazy("several of several types"),
    "ends": gettext_lazy("ends"),
    "cidr": gettext_lazy("IP network"),
    "inet": gettext_lazy("IP address with prefix length"),
    "mac": gettext_lazy("MAC address"),
    "json": gettext_lazy("JSON"),
    "custom": gettext_lazy("JSON"),
    "array": gettext_lazy("list"),
    "secret": gettext_lazy("written, never shown"),
}


def types_page(request: HttpRequest) -> HttpResponse:
    """Every type, by group and entry; `q` narrows by name."""
    belongs(request, "governance/types")
    text = request.GET.get("q", "").strip().lower()
    sections = []
    entries = {f"{key}/{name}": entry for key, group in GROUPS.items() for name, entry in group.entries.items()}
    for menu in [*entries, *(menu for menu in by_entry() if menu not in entries)]:
        listed = [_type(spec) for spec in by_entry().get(menu, ()) if _fits(request, spec, text)]
        if listed:
            group = GROUPS.get(menu.partition("/")[0])
            sections.append({"group": str(group.title) if group else "", "title": entry_title(menu), "types": listed})
    context = {
        "title": _("All types"),
        "sections": sections,
        "q": request.GET.get("q", ""),
        "number": sum(len(each["types"]) for each in sections),
    }
    return render(request, "generic/types.html", context)


def _fits(request: HttpRequest, spec: Spec, text: str) -> bool:
    names = f"{spec.verbose_name_plural} {spec.label} {spec.doc}".lower()
    return text in names and asker(request).may(spec.label, "view")


def _type(spec: Spec) -> dict[str, str]:
    return {
        "title": capital(spec.verbose_name_plural), "url": spec.page,
        "doc": spec.doc.split("\n\n")[0].replace("\n", " ").replace("`", ""),
        "docs": f"/docs/{spec.label}/", "icon": spec.icon, "label": spec.label,
    }  # fmt: skip


def docs_page(request: HttpRequest, label: str) -> HttpResponse:
    """What a type is: its fields, filters, key and addresses. Raises `Http404` for a type that is not declared."""
    spec = specs.get(label)
    if spec is None:
        raise Http404(_("There is no type “%s”.") % label)
    belongs(request, spec.menu)
    order = {name: at for at, name in enumerate(FIELD_GROUPS)}
    fields = sorted(spec.fields.values(), key=lambda field: (field.name != "id", order.get(field.group, 0)))
    context = {
        "spec": spec, "title": capital(spec.verbose_name), "doc": rendered(spec.doc),
        "fields": [_documented(each) for each in fields],
        "filters": sorted(filters_of(spec)), "key": " / ".join(spec.key), "search": ", ".join(spec.search),
        "crumbs": [{"title": _("All types"), "url": "/types/"}],
    }  # fmt: skip
    return render(request, "generic/docs.html", context)


def _documented(field: Field) -> dict[str, Any]:
    target = specs.get(field.target or "")
    return {
        "name": field.name, "label": capital(field.label), "kind": KINDS.get(field.kind, field.kind),
        "target": target, "target_docs": f"/docs/{field.target}/" if target else "",
        "choices": [(value, label) for value, label in field.choices][:40], "more": max(0, len(field.choices) - 40),
        "required": field.required, "writable": field.writable, "help": field.help, "unit": field.unit,
        "targets": ", ".join(field.targets),
    }  # fmt: skip
