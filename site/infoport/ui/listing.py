"""The list page of any type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from infoport.ui import cells, errors, exporting, kept, words
from infoport.ui.asker import asker
from infoport.ui.conditions import OPERATORS, UNSTATED, choosable, conditions, every_filter
from infoport.ui.facets import INLINE_ROWS, facets
from infoport.ui.navigation import by_entry, entry_title, group_title, siblings
from infoport.ui.panels import states_of
from infoport.ui.preferences import columns_of
from infoport.ui.selection import Selection, select
from inventory.declare.custom_columns import is_custom, widened
from inventory.declare.figures import is_figure
from inventory.declare.filters import condition, filters_of
from inventory.declare.forms import is_writable
from inventory.declare.permissions import HISTORY, allowed, restrict
from inventory.declare.registry import specs
from inventory.declare.tables import rows
from inventory.declare.values import BadFilter
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.utils.safestring import SafeString

    from infoport.ui.cells import Column
    from inventory.declare.spec import Spec

DROPPED: Final = 3
"""Conditions an empty list offers to drop."""
UNLISTED: Final = frozenset({"secret", "custom"})
"""Kinds that are no column: custom fields are columns one by one."""
NARROW: Final = frozenset({"inet", "cidr", "mac"})
ADDRESSES: Final = frozenset({"ipam.ipaddress", "ipam.prefix"})
SORTABLE: Final = frozenset({
    "id", "text", "slug", "color", "integer", "decimal", "boolean", "date", "datetime", "choice", "ref", "cidr", "inet",
    "mac", "longtext",
})  # fmt: skip


class Head(NamedTuple):
    """A column's head: its words, the list sorted by it, how it is sorted now, its part of the width."""

    label: str
    css: str
    url: str
    sort: str
    share: str


class Table(NamedTuple):
    """A page of rows, ready: heads in order and the `<tr>`s.

    `hidden` names the columns that give way on narrow screens.
    """

    heads: list[Head]
    body: SafeString
    states: bool
    hidden: str


def list_page(request: HttpRequest, spec: Spec) -> HttpResponseBase:
    """The list; its fragment for htmx; a file for `?export=`; 400 for what it does not understand."""
    if not asker(request).may(spec.label, "view"):
        return errors.page(request, 403, errors.lacking(spec, "view"))
    if leads := kept.opened(request, spec):
        return HttpResponseRedirect(leads)
    try:
        selection = select(request, spec)
        if "export" in request.GET:
            return exporting.export(request, selection, chosen_columns(request, spec))
        return _answer(request, selection)
    except BadFilter as error:
        return errors.bad_filter(request, error)


def _answer(request: HttpRequest, selection: Selection) -> HttpResponseBase:
    part = request.GET.get("_part", "")
    if "_field" in request.GET and not part:
        return HttpResponseRedirect(added(request, selection))
    if part == "facets":
        return render(request, "generic/_facets.html", {"facets": facets(request, selection)})
    sheet = {"condition": condition_form, "columns": columns_form}.get(part)
    if sheet and request.headers.get("HX-Request"):
        return render(request, f"generic/_{part}.html", sheet(request, selection))
    context = list_context(request, selection)
    if sheet:
        context.update(sheet(request, selection), open=part)
    return swapped(request, context, "generic/list.html")


def swapped(request: HttpRequest, context: dict[str, Any], page: str) -> HttpResponse:
    """The page, or the part of it that holds the list, which htmx puts in place and into the address bar."""
    if request.headers.get("HX-Target") != "list":
        return render(request, page, context)
    response = render(request, "generic/_list.html", context)
    response["HX-Reswap"] = "outerHTML"
    response["HX-Push-Url"] = request.get_full_path()
    return response


def list_context(request: HttpRequest, selection: Selection) -> dict[str, Any]:
    """What `generic/_list.html` shows."""
    spec = selection.spec
    names = chosen_columns(request, spec)
    ids, total = selection.page_of_ids()
    everything = total
    if selection.params:
        every = restrict(spec.model._default_manager.all(), request.user, "view")  # noqa: SLF001 - any declared model
        everything = every.count()
    rights = Rights(request, spec)
    context = {
        **table_context(request, selection, names, total, ids, ticks=rights.change or rights.delete),
        **faceted(request, selection, total, everything),
        "title": words.capital(spec.verbose_name_plural), "everything_text": words.counted(everything),
        "crumbs": crumbs(spec), "siblings": beside(request, spec), "may": rights,
        "exports": exporting.choices(selection), "views": kept.picker(request, selection, names),
        "add_title": _("New %s") % spec.verbose_name,
    }  # fmt: skip
    if not ids:
        context["empty"] = nothing(request, selection, everything)
    return context


def table_context(  # noqa: PLR0913 - what a table is made of
    request: HttpRequest, selection: Selection, names: Sequence[str], total: int, ids: Sequence[int], *, ticks: bool
) -> dict[str, Any]:
    """What `generic/_table.html` and `generic/_filters.html` show."""
    return {
        "spec": selection.spec, "table_may": Rights(request, selection.spec),
        "selection": selection, "total": total, "ticks": ticks,
        "table": make_table(request, selection, names, ids, ticks=ticks),
        "pager": pager(selection, total, len(ids)), "conditions": conditions(selection),
        "here": selection.url(), "query": selection.query.urlencode(),
        "condition_url": selection.url(_part="condition"), "columns_url": selection.url(_part="columns"),
        "kept": carried(selection), "open": "",
    }  # fmt: skip


def faceted(request: HttpRequest, selection: Selection, total: int, everything: int) -> dict[str, Any]:
    """Facets, or the address from which the page fetches them afterwards when the result is large."""
    if not selection.spec.facets or not everything:
        return {}
    # A text is looked for in every row, however few bear it.
    if total > INLINE_ROWS or ("q" in selection.params and everything > INLINE_ROWS):
        return {"facets_url": selection.url(_part="facets")}
    return {"facets": facets(request, selection)}


def beside(request: HttpRequest, spec: Spec) -> list[dict[str, Any]]:
    """The types of the same entry; beside the changes also what they come to between two moments."""
    found = [
        {"title": words.capital(each.verbose_name_plural), "url": each.page, "on": each is spec}
        for each in siblings(spec, request.user)
    ]
    if spec.label == HISTORY:
        found.append({"title": _("Between two dates"), "url": "/core/between/", "on": False})
    return found


class Rights:
    """What the asker may do with objects of a type, or with the one of id `pk`; asked lazily by templates."""

    def __init__(self, request: HttpRequest, spec: Spec, pk: int | None = None) -> None:
        self._user, self._spec, self._pk = asker(request), spec, pk
        self._past = getattr(request, "as_of", None) is not None

    def _may(self, action: str) -> bool:
        writable = is_writable(self._spec) and not self._past
        condition = allowed(self._user, self._spec.label, action) if writable else None
        if condition is None or self._pk is None or action == "add" or not condition:
            return condition is not None
        rows = restrict(self._spec.model._default_manager.all(), self._user, action)  # noqa: SLF001 - declared
        return rows.filter(pk=self._pk).exists()

    @property
    def add(self) -> bool:
        """Whether new ones may be made here."""
        return self._may("add")

    @property
    def change(self) -> bool:
        """Whether some, or this one, may be changed here."""
        return self._may("change")

    @property
    def delete(self) -> bool:
        """Whether some, or this one, may be deleted here."""
        return self._may("delete")


def chosen_columns(request: HttpRequest, spec: Spec) -> tuple[str, ...]:
    """The person's columns, else the declared ones; always one that leads to the object."""
    names = kept.columns_of_view(request, spec) or columns_of(request.user, spec.label) or spec.columns
    if any(map(is_custom, names)):
        names = tuple(name for name in names if name in widened(spec).fields)
    names = tuple(name for name in names if name in spec.fields or is_custom(name)) or spec.columns
    return names if link_at(spec, names) is not None else ("id", *names)


def link_at(spec: Spec, names: Sequence[str]) -> int | None:
    """Which column leads to the object: the first that is part of its display, or the id."""
    text = " ".join(spec.display.alternatives)
    for at, name in enumerate(names):
        if f"{{{name}}}" in text or name == "id":
            return at
    return None


def make_table(  # noqa: PLR0913 - what a table is made of
    request: HttpRequest,
    selection: Selection,
    names: Sequence[str],
    ids: Sequence[int],
    *,
    ticks: bool,
    sort: bool = True,
) -> Table:
    """Heads and rows of some objects."""
    spec = widened(selection.spec) if any(map(is_custom, names)) else selection.spec
    at = link_at(spec, names)
    columns = [cells.column(spec, spec.fields[name]) for name in names]
    states = {key: cells.shape(state) for key, state in states_of(request, spec, ids).items()}
    found = rows(spec, names, ids)
    shares = cells.shares(columns, found, at or 0)
    body = cells.body(cells.Look(spec, columns, shares, at or 0, ticks, states), found)
    whole = sum(shares) or 1
    heads = [
        Head(column.label, column.css.replace("mono", ""), *(sorting(selection, column) if sort else ("", "")),
             f"{100 * share / whole:.1f}%")
        for column, share in zip(columns, shares, strict=True)
    ]  # fmt: skip
    before = bool(ticks) + bool(states) + 1
    hidden = [f"less-{before + index}" for index in range(len(names)) if index not in narrow(spec, names, at)]
    return Table(heads, body, bool(states), " ".join(hidden))


def narrow(spec: Spec, names: Sequence[str], link: int | None) -> set[int]:
    """Which columns remain on a narrow screen: what leads to the object, its status, and one more, best an address."""
    kept = {link if link is not None else 0}
    fields = [spec.fields[name] for name in names]
    kept |= {at for at, field in enumerate(fields) if field.name in {"status", "state"}}
    address = [at for at, field in enumerate(fields) if field.kind in NARROW or field.target in ADDRESSES]
    other = [
        at
        for at, field in enumerate(fields)
        if at not in kept and field.kind in {"ref", "choice", "integer", "generic"}
    ]
    kept.update((address or other)[:1])
    return kept


def sorting(selection: Selection, column: Column) -> tuple[str, str]:
    """The list sorted by a column and how it is sorted now; pressing again turns the order round."""
    field = column.field
    if field.kind not in SORTABLE or (field.model_field is None and not is_figure(field)):
        return "", ""
    first = selection.ordering.split(",")[0] or _declared_order(selection.spec)
    now = {field.name: "ascending", f"-{field.name}": "descending"}.get(first, "")
    wanted = f"-{field.name}" if now == "ascending" else field.name
    return selection.url(ordering=wanted, start=None), now


def _declared_order(spec: Spec) -> str:
    """The first term of the type's own order, as a wire key."""
    first = spec.ordering[0] if spec.ordering else ""
    sign, name = ("-", first[1:]) if first.startswith("-") else ("", first)
    return sign + name.lstrip("_").removesuffix("_id")


def pager(selection: Selection, total: int, shown: int) -> dict[str, Any]:
    """What `macros/pager.html` needs."""
    page = selection.page
    offset = page.offset
    after, before = offset + page.limit, max(0, offset - page.limit)
    return {
        "first": words.counted(offset + 1 if shown else 0),
        "last": words.counted(offset + shown),
        "total": words.counted(total) if total else 0,
        "previous": selection.url(offset=before or None) if offset else None,
        "next": selection.url(offset=after) if after < total else None,
    }


def crumbs(spec: Spec, *, leaf: bool = True) -> list[dict[str, str]]:
    """Group and entry; below an object of the type also the list (`leaf` is the list itself)."""
    group, entry = group_title(spec.menu), entry_title(spec.menu)
    leading = by_entry()[spec.menu][0]
    found = [{"title": group, "url": ""}] if group else []
    if entry:
        found.append({"title": entry, "url": leading.page if leading is not spec or not leaf else ""})
    if leading is not spec and not leaf:
        found.append({"title": words.capital(spec.verbose_name_plural), "url": spec.page})
    return found


def column_choices(spec: Spec, names: Sequence[str]) -> list[dict[str, Any]]:
    """Every field as a choice of the column chooser; chosen ones first, in their order."""
    spec = widened(spec)
    others = [name for name, field in spec.fields.items() if name not in names and field.kind not in UNLISTED]
    listed = [*names, *sorted(others, key=lambda name: words.capital(spec.fields[name].label))]
    return [{"name": name, "label": words.capital(spec.fields[name].label), "on": name in names} for name in listed]


def nothing(request: HttpRequest, selection: Selection, everything: int) -> dict[str, Any]:
    """Why the list is empty, and the next step."""
    spec = selection.spec
    plural = str(spec.verbose_name_plural)
    if selection.params and everything:
        return filtered_away(request, selection)
    with unlimited():
        exist = not everything and spec.model._default_manager.exists()  # noqa: SLF001 - any declared model
    if exist:
        detail = errors.lacking(spec, "view")
        return {"kind": "forbidden", "title": _("There are %s, but outside your rights") % plural, "detail": detail}
    actions = []
    if Rights(request, spec).add:
        actions = [
            {"title": _("Add %s") % spec.verbose_name, "url": f"{spec.page}add/", "primary": True},
            {"title": _("Import"), "url": f"{spec.page}import/"},
        ]
    return {"kind": "none", "title": _("There are no %s yet") % plural, "actions": actions}


def filtered_away(request: HttpRequest, selection: Selection) -> dict[str, Any]:
    """Which condition to drop, and how many objects that would give."""
    spec = selection.spec
    visible = restrict(spec.model._default_manager.all(), asker(request), "view")  # noqa: SLF001 - any declared model
    chips = conditions(selection)
    drop = []
    for chip in chips[:DROPPED] if len(chips) > 1 else ():
        number = visible.filter(condition(spec, selection.without(chip.name))).count()
        text = _("Without “%(condition)s”: %(number)s") % {"condition": chip.text, "number": words.counted(number)}
        drop.append({"title": text, "url": chip.url})
    drop.append({"title": _("Without conditions"), "url": selection.path})
    title = _("No %(type)s meets these conditions") % {"type": spec.verbose_name}
    return {"kind": "filtered", "title": title, "actions": drop}


def condition_form(request: HttpRequest, selection: Selection) -> dict[str, Any]:
    """The form that adds a condition: a field, an operator, a value fitting both."""
    spec = selection.spec
    listed = choosable(spec)
    wanted = request.GET.get("_field", "")
    chosen = next((each for each in listed if each.name == wanted), None)
    found = every_filter(spec, chosen.name)[chosen.name] if chosen else None
    return {
        "spec": spec, "selection": selection, "choosable": listed, "chosen": chosen, "filter": found,
        "operators": [(each, OPERATORS[each]) for each in (chosen.operators if chosen else OPERATORS)],
        "api": specs[found.target].api if found and found.target else "",
        "choices": [(str(value), text) for value, text in found.choices] if found else [],
        "condition_url": selection.url(_part="condition"),
        "kept": carried(selection),
    }  # fmt: skip


def columns_form(request: HttpRequest, selection: Selection) -> dict[str, Any]:
    """The form that chooses columns."""
    names = chosen_columns(request, selection.spec)
    return {
        "spec": selection.spec, "here": selection.url(), "columns": column_choices(selection.spec, names),
        "in_view": kept.active_view(request, selection.spec) is not None,
    }  # fmt: skip


def carried(selection: Selection) -> list[tuple[str, str]]:
    """What a form of the list carries along, so that it adds to the conditions that apply; paging starts anew."""
    query = selection.query
    return [(name, value) for name in query if name not in {"offset", "start"} for value in query.getlist(name)]


def added(request: HttpRequest, selection: Selection) -> str:
    """The address of the list with the condition a form without script asks for; as it was when that is incomplete."""
    name, operator = request.GET["_field"], request.GET.get("_operator", "")
    values = [value.strip() for value in request.GET.getlist("_value") if value.strip()]
    parameter = f"{name}__{operator}" if operator else name
    plain = parameter.replace("_id", "", 1)
    if any(not value.isdecimal() and value != UNSTATED for value in values) and name.endswith("_id"):
        parameter = plain if plain in filters_of(selection.spec) else parameter
    if not values or parameter not in every_filter(selection.spec, parameter):
        return selection.url()
    return selection.url(**{parameter: list(dict.fromkeys([*selection.params.get(parameter, ()), *values]))})
