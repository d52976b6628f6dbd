"""The page of one object, and its tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from infoport.ui import cells, changes, contextual, errors, facts, kept, related, words
from infoport.ui.asker import asker
from infoport.ui.listing import Rights, chosen_columns, crumbs, make_table, pager, swapped, table_context
from infoport.ui.markdown import rendered
from infoport.ui.panels import Panel, checks_of, is_checked, panels_of, problems_of, states_of
from infoport.ui.selection import Selection, select
from inventory.declare.permissions import restrict
from inventory.declare.registry import specs
from inventory.declare.tables import Reference, rows
from inventory.declare.values import BadFilter

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from infoport.ui.related import Relation
    from inventory.declare.spec import Spec

TAB_COLUMNS: Final = 125
"""Characters of a line of tabs at 1440 pixels beside summary and history."""
TAB_PADDING: Final = 7
TABLES: Final = 3
"""Related tables on the page itself; the others are tabs."""
TABLE_ROWS: Final = 8
TABS: Final = 8
"""More relations than this are listed under the tables; with summary and history the tabs are ten."""
RECENT: Final = 5
WRONG: Final = 5
PROBLEMS: Final = "problems"
"""Last part of the address of the tab that lists all that is wrong."""


class Subject(NamedTuple):
    """The object a page is about: itself, and its values with the names of what it refers to."""

    spec: Spec
    instance: Any
    display: str
    values: Mapping[str, Any]

    @property
    def page(self) -> str:
        """Its address."""
        return f"{self.spec.page}{self.instance.pk}/"


def found(request: HttpRequest, spec: Spec, pk: int, action: str = "view") -> Any:
    """The object. Raises `Http404` when there is none that the person may see."""
    visible = restrict(spec.model._default_manager.all(), asker(request), action)  # noqa: SLF001 - any declared model
    instance = visible.filter(pk=pk).order_by().first()  # an order by names would lose it with what bears the name
    if instance is None:
        text = _("There is no %(type)s %(id)d, or it is outside your rights.")
        raise errors.Absent(text % {"type": spec.verbose_name, "id": pk}, changes.remains(asker(request), spec, pk))
    return instance


def reaches(request: HttpRequest, spec: Spec, pk: int, action: str) -> bool:
    """Whether the person may do `action` on this very object."""
    if not asker(request).may(spec.label, action):
        return False
    return restrict(spec.model._default_manager.all(), asker(request), action).filter(pk=pk).exists()  # noqa: SLF001


def subject(request: HttpRequest, spec: Spec, pk: int) -> Subject:
    """Read one object for its page. Raises `Http404` when there is none that the person may see."""
    instance = found(request, spec, pk)
    names = [field.name for field in facts.listed(spec)]
    read = rows(spec, names, [pk])
    if not read:
        raise Http404
    return Subject(spec, instance, read[0].display, dict(zip(names, read[0].values, strict=True)))


def detail_page(request: HttpRequest, spec: Spec, pk: int) -> HttpResponse:
    """The summary of one object."""
    if not asker(request).may(spec.label, "view"):
        return errors.page(request, 403, errors.lacking(spec, "view"))
    about = subject(request, spec, pk)
    ids = related.below(spec, pk)
    numbers = related.numbers(spec, ids, asker(request))
    panels = panels_of(request, spec, about.instance)
    grouped = facts.groups(spec, about.values, pk)
    context = {
        **frame(request, about, numbers, panels, "summary"),
        "groups": [group for group in grouped if group.key not in facts.RAIL],
        "rail_groups": [group for group in grouped if group.key in facts.RAIL and group.facts],
        "comments": rendered(about.values.get("comments") or ""),
        "first": [panel for panel in panels if panel.place == "first"],
        "main": [panel for panel in panels if panel.place == "main"],
        "rail": [panel for panel in panels if panel.place == "rail"],
        "tables": tables(request, about, ids, numbers, {label for panel in panels for label in panel.covers}),
        "additions": contextual.additions(request, spec, about.instance, numbers),
        "others": others(about, numbers, [panel for panel in panels if panel.place == "tab"]),
        **wrong(request, about),
        **recent(request, about),
    }
    return render(request, "generic/detail.html", context)


def frame(
    request: HttpRequest, about: Subject, numbers: Mapping[Relation, int], panels: Sequence[Panel], active: str
) -> dict[str, Any]:
    """What every tab of an object shares: title, state, line of facts, tabs, actions."""
    spec, key = about.spec, about.instance.pk
    status = spec.fields.get("status")
    state = states_of(request, spec, [key]).get(key)
    return {
        "bookmarked": kept.is_bookmarked(request, spec, key), "spec": spec, "instance": about.instance,
        "display": about.display, "page": about.page,
        "status": cells.shown(spec, status, about.values["status"]) if status and status.kind == "choice" else "",
        "state": state, "subtitle": facts.subtitle(spec, about.values, key), "may": Rights(request, spec, key),
        "crumbs": [*crumbs(spec, leaf=False), *above(about)],
        "tags": cells.shown(spec, spec.fields["tags"], about.values["tags"]) if about.values.get("tags") else "",
        "tabs": tabs(request, about, numbers, panels, active), "single": words.capital(spec.verbose_name),
    }  # fmt: skip


def above(about: Subject) -> list[dict[str, str]]:
    """Where the object lies, as crumbs: its parent, else site and rack or location."""
    spec = about.spec
    names = [spec.parent] if spec.parent else ["parent", "site", "location", "rack"]
    references = [about.values.get(name) for name in names]
    return [{"title": each.display, "url": each.page} for each in references if isinstance(each, Reference)]


def tabs(
    request: HttpRequest, about: Subject, numbers: Mapping[Relation, int], panels: Sequence[Panel], active: str
) -> list[dict[str, Any]]:
    """Summary, what refers here with its number, what pages of their own add, and history last."""
    listed: list[dict[str, Any]] = [
        {"title": _("Summary"), "url": about.page, "active": active == "summary", "count": None}
    ]
    own = [
        {"title": panel.title, "url": panel.url, "active": active == panel.url, "count": panel.count}
        for panel in panels
        if panel.place == "tab"
    ]
    ways = tabbed(numbers, len(own))
    listed += [
        {"title": way.title, "url": f"{about.page}{way.slug}/", "active": way.slug == active, "count": numbers[way]}
        for way in numbers
        if way in ways or way.slug == active
    ]
    listed += own
    if is_checked(about.spec):
        wrong_here = len(problems_of(request, about.spec, about.instance))
        tab = {"title": _("Problems"), "url": f"{about.page}{PROBLEMS}/", "active": active == PROBLEMS}
        listed.append({**tab, "count": wrong_here, "wrong": bool(wrong_here)})
    if changes.may_read(asker(request)) and about.spec.label != "core.objectchange":
        count = changes.number(asker(request), about.spec, about.instance.pk)
        listed.append(
            {"title": _("History"), "url": f"{about.page}history/", "active": active == "history", "count": count}
        )
    return listed


def tabbed(numbers: Mapping[Relation, int], own: int = 0) -> list[Relation]:
    """The relations that get a tab: those with objects before those without, as many as fit on a line."""
    room = TAB_COLUMNS
    fitting = []
    for way in sorted(numbers, key=lambda way: (not numbers[way], way.rank))[: max(0, TABS - own)]:
        room -= words.width(way.title) + TAB_PADDING
        if numbers[way] or (room > 0 and way.kind != "generic"):  # what anything may have is no news where absent
            fitting.append(way)
    return fitting


def tables(
    request: HttpRequest, about: Subject, ids: Sequence[int], numbers: Mapping[Relation, int], covered: Collection[str]
) -> list[dict[str, Any]]:
    """Up to three related tables of eight rows, without the types that a card shows already."""
    made = []
    for way in [way for way, number in numbers.items() if number and way.spec.label not in covered][:TABLES]:
        selection = Selection.of(way.spec, related.referring(way, about.spec, ids, asker(request)), way.spec.page)
        keys = selection.ids(TABLE_ROWS)
        names = [name for name in chosen_columns(request, way.spec) if name != way.field]
        made.append(
            {
                "title": way.title, "number": words.counted(numbers[way]), "url": f"{about.page}{way.slug}/",
                "table": make_table(request, selection, names, keys, ticks=False, sort=False),
                "all": numbers[way] > TABLE_ROWS,
            }
        )  # fmt: skip
    return made


def others(about: Subject, numbers: Mapping[Relation, int], own: Sequence[Panel]) -> list[dict[str, Any]]:
    """The relations without a tab."""
    shown = tabbed(numbers, len(own))
    return [
        {"title": way.title, "url": f"{about.page}{way.slug}/", "number": words.counted(number)}
        for way, number in numbers.items()
        if way not in shown
    ]


def wrong(request: HttpRequest, about: Subject) -> dict[str, Any]:
    """What is wrong here, worst first; nothing when nobody checks the type."""
    if not is_checked(about.spec):
        return {"checked": False}
    listed = problems_of(request, about.spec, about.instance)
    return {
        "checked": True, "problems_url": f"{about.page}{PROBLEMS}/", "checks": _(", ").join(checks_of(about.spec)),
        "problems": listed[:WRONG], "problems_total": len(listed) if len(listed) > WRONG else None,
        "worst": listed[0].state if listed else "",
    }  # fmt: skip


def recent(request: HttpRequest, about: Subject) -> dict[str, Any]:
    """The last changes of the object."""
    if not changes.may_read(asker(request)):
        return {}
    return {"recent": changes.entries(changes.latest(asker(request), about.spec, about.instance.pk, RECENT))}


def history_tab(request: HttpRequest, spec: Spec, pk: int) -> HttpResponse:
    """Every change of one object: field, before, after, who, when, request."""
    about = subject(request, spec, pk)
    if not changes.may_read(asker(request)):
        return errors.page(request, 403, errors.lacking(specs["core.objectchange"], "view"))
    try:
        selection = select(request, specs["core.objectchange"], Q(changed_object_type=spec.label, changed_object_id=pk))
    except BadFilter as error:
        return errors.bad_filter(request, error)
    keys, total = selection.page_of_ids()
    by_id = changes.visible(asker(request)).in_bulk(keys)
    listed = [by_id[key] for key in keys]
    numbers = related.numbers(spec, related.below(spec, pk), asker(request))
    context = {
        **frame(request, about, numbers, panels_of(request, spec, about.instance), "history"),
        "changes": list(zip(listed, changes.details(listed), strict=True)),
        "pager": pager(selection, total, len(keys)),
        "undo_url": changes.UNDO if Rights(request, spec, pk).change else "",
    }  # fmt: skip
    return render(request, "generic/history.html", context)


def related_tab(request: HttpRequest, spec: Spec, pk: int, tab: str) -> HttpResponse:
    """Everything that refers to the object in one way. Raises `Http404` when nothing can refer so."""
    way = next((each for each in related.relations(spec) if each.slug == tab), None)
    if way is None or not asker(request).may(way.label, "view"):
        raise Http404(_("A %(type)s has no part “%(tab)s”.") % {"type": spec.verbose_name, "tab": tab})
    about = subject(request, spec, pk)
    ids = related.below(spec, pk)
    try:
        selection = select(request, way.spec, way.condition(spec, ids))
    except BadFilter as error:
        return errors.bad_filter(request, error)
    numbers = related.numbers(spec, ids, asker(request))
    keys, total = selection.page_of_ids()
    rights = Rights(request, way.spec)
    names = [name for name in chosen_columns(request, way.spec) if name != way.field]
    context = {
        **table_context(request, selection, names, total, keys, ticks=rights.change or rights.delete),
        **frame(request, about, numbers, panels_of(request, spec, about.instance), tab),
        "way": way, "title": way.title, "table_spec": way.spec, "table_may": rights,
        "add_url": f"{way.spec.page}add/?{way.query(spec, pk)}&{contextual.NEXT}={request.path}" if rights.add else "",
        "import_url": f"{way.spec.page}import/?{way.query(spec, pk)}" if rights.add else "",
        "all_url": f"{way.spec.page}?{way.query(spec, pk)}", "add_title": _("New %s") % way.spec.verbose_name,
    }  # fmt: skip
    if not keys:
        context["empty"] = {"kind": "none", "title": _("There are no %s here") % way.spec.verbose_name_plural}
    return swapped(request, context, "generic/related.html")
