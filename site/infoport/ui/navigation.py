"""The seven groups of the side bar, filled from each type's `menu`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inventory.declare.permissions import allowed
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from inventory.declare.spec import Spec

COUNT_SECONDS: Final = 30
"""How old the numbers in the side bar may be: counting every table on every page would cost more than the page."""


MENU: Final = "infoport.menu"
"""Key of `request.META` under which a view says which entry it belongs to."""
PAGES: Final[dict[str, str]] = {}
"""Menu path ("audit/differences", "overview") → address of a page of its own that takes the place of a type's list."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line under a group. `leads` is the label of the type its link opens; `url` is a page of its own instead."""

    title: Any
    leads: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One of the seven groups; `url` is its own page, empty when its first entry is."""

    title: Any
    icon: str
    entries: Mapping[str, Entry]
    url: str = ""


GROUPS: Final[Mapping[str, Group]] = {
    "overview": Group(_("Overview"), "layout-dashboard", {
        "alerts": Entry(_("Alerts"), "events.alert"), "events": Entry(_("Events"), "events.event"),
        "bookmarks": Entry(_("Bookmarks"), "extras.bookmark"),
    }, "/"),
    "inventory": Group(pgettext_lazy("menu", "Inventory"), "server-2", {
        "sites": Entry(_("Sites and rooms"), "dcim.site"),
        "racks": Entry(_("Racks and floors"), "dcim.rack"),
        "devices": Entry(_("Devices"), "dcim.device"),
        "cabling": Entry(_("Cabling and links"), "dcim.cable"),
        "addresses": Entry(pgettext_lazy("menu", "Addresses"), "ipam.prefix"),
        "segments": Entry(_("Segments"), "segments.segment"),
        "power": Entry(pgettext_lazy("menu", "Power"), "dcim.powerpanel"),
        "virtualisation": Entry(_("Virtualisation"), "virtualization.virtualmachine"),
        "hall": Entry(_("Service hall"), "hall.window"),
    }),
    "services": Group(_("Services"), "activity", {
        "applications": Entry(_("Applications"), "services.applicationservice"),
        "databases": Entry(_("Databases")),
        "venues": Entry(_("Venues"), "conferencing.venue"),
        "websites": Entry(_("Web sites")),
        "protection": Entry(_("Protection"), "services.protection"),
        "what-if": Entry(_("What if")),
    }),
    "topology": Group(_("Topology"), "topology-star-3", {
        "l2": Entry(_("L2/L3")), "where": Entry(_("Where is…")), "wan": Entry(_("WAN")),
        "dependencies": Entry(_("Dependencies")),
    }),
    "audit": Group(_("Audit"), "shield-check", {
        "differences": Entry(_("Differences"), "reconcile.difference"),
        "isolation": Entry(_("Isolation")),
        "standards": Entry(_("Standards")),
        "evidence": Entry(_("MLPS evidence")),
        "configs": Entry(_("Configurations"), "configs.configversion"),
        "collection": Entry(_("Collection"), "reconcile.access"),
        "presence": Entry(_("Last seen"), "reconcile.presence"),
        "discovery": Entry(_("Discovery"), "discovery.candidate"),
        "outposts": Entry(_("Outposts"), "outposts.outpost"),
    }),
    "hosting": Group(_("Hosting"), "clipboard-check", {
        "requests": Entry(_("Requests"), "hosting.request"),
        "runs": Entry(_("Runs of plays"), "hosting.run"),
        "reservations": Entry(_("Reservations"), "hosting.reservation"),
        "consolidation": Entry(_("Consolidation")),
        "settings": Entry(_("Calendar and limits"), "hosting.calendarday"),
    }),
    "governance": Group(_("Governance"), "report-analytics", {
        "organisation": Entry(_("Organisation"), "tenancy.tenant"),
        "duty": Entry(_("Duty and contacts"), "tenancy.contact"),
        "projects": Entry(_("Projects"), "works.project"),
        "tenders": Entry(_("Tenders"), "works.tenderlot"),
        "reports": Entry(_("Reports")),
        "history": Entry(_("History"), "core.objectchange"),
        "settings": Entry(_("Settings"), "users.user"),
        "types": Entry(_("All types"), url="/types/"),
    }),
}  # fmt: skip
"""Information architecture (design, 3). An entry under which no type lies, and which has no page, is not shown."""


@lru_cache(maxsize=1)
def _by_entry(_version: int) -> dict[str, tuple[Spec, ...]]:
    found: dict[str, list[Spec]] = {}
    for spec in specs:
        found.setdefault(spec.menu, []).append(spec)
    for menu, listed in found.items():
        leading = leads(menu)
        listed.sort(key=lambda spec: (spec.label != leading, spec.parent is not None))
    return {menu: tuple(listed) for menu, listed in found.items()}


def by_entry() -> Mapping[str, Sequence[Spec]]:
    """Menu path → its types, the leading one first, components last."""
    return _by_entry(len(specs.all()))


def leads(menu: str) -> str:
    """The label of the type an entry opens; empty when the architecture names none."""
    group, _slash, entry = menu.partition("/")
    known = GROUPS[group].entries.get(entry) if group in GROUPS else None
    return known.leads if known else ""


def siblings(spec: Spec, user: Any) -> list[Spec]:
    """The types of the same entry that the user may see; components of other objects are left out."""
    return [
        each
        for each in by_entry().get(spec.menu, ())
        if (each.parent is None or each is spec) and user.may(each.label, "view")
    ]


def entry_title(menu: str) -> str:
    """The title of an entry; its key when the architecture does not know it."""
    group, _slash, entry = menu.partition("/")
    known = GROUPS[group].entries.get(entry) if group in GROUPS else None
    return str(known.title) if known else entry.capitalize()


def belongs(request: HttpRequest, menu: str) -> None:
    """Open the side bar at an entry (`"inventory/racks"`) on the page being answered."""
    request.META[MENU] = menu


def group_title(menu: str) -> str:
    """The title of the group an entry lies in; empty when the architecture does not know it."""
    group = GROUPS.get(menu.partition("/")[0])
    return str(group.title) if group else ""


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups for `shell/side.html`; those with nothing the user may see are left out."""
    menu = request.META.get(MENU, "")
    built = []
    for key, group in GROUPS.items():
        active = menu.partition("/")[0] == key
        entries = _entries(request.user, key, group, menu)
        if entries or group.url or key in PAGES:
            url = PAGES.get(key) or group.url or entries[0]["url"]
            built.append(
                {"key": key, "title": group.title, "icon": group.icon, "url": url, "active": active, "entries": entries}
            )
    return _with_counts(request.user, built)


def _entries(user: Any, key: str, group: Group, menu: str) -> list[dict[str, Any]]:
    found = []
    for name, entry in group.entries.items():
        path = f"{key}/{name}"
        types = [spec for spec in by_entry().get(path, ()) if user.may(spec.label, "view")]
        url = PAGES.get(path) or entry.url or (types[0].page if types else "")
        if url:
            label = types[0].label if types and types[0].page == url else ""
            found.append({"title": entry.title, "url": url, "active": path == menu, "count": None, "label": label})
    return found


def _with_counts(user: Any, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Numbers for the open group; only for those whose rights have no conditions, for whom a number is one for all."""
    opened = [entry for group in groups if group["active"] for entry in group["entries"] if entry["label"]]
    labels = [entry["label"] for entry in opened if allowed(user, entry["label"], "view") == Q()]
    if labels:
        numbers = cache.get_or_set("navigation:" + ",".join(labels), lambda: _count(labels), COUNT_SECONDS) or {}
        for entry in opened:
            if entry["label"] in numbers:
                entry["count"] = f"{numbers[entry['label']]:,}"
    return groups


def _count(labels: Sequence[str]) -> dict[str, int]:
    parts = ", ".join(f'(SELECT count(*) FROM "{specs[label].table}")' for label in labels)  # noqa: S608 - declared
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}")
        return dict(zip(labels, cursor.fetchone(), strict=True))
