"""How full rooms are: racks summed up per location or per site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from infoport.drawings import rooms
from infoport.ui.pages import reach, words
from inventory.dcim.models import Rack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

WATTS: Final = 1000
"""Watts of a kilowatt."""
COLUMNS: Final = ("pk", "u_height", "site_id", "site__name", "location_id", "location__name")

Known = tuple[int, int, int, str, int | None, str | None]
"""A rack by the columns above."""


def room_rows(request: HttpRequest, *, by_site: bool = False) -> list[dict[str, Any]]:
    """Racks summed up per room (location, else site) by name, or per site with most racks first. Four queries."""
    rows = reach.within(request, Rack).order_by("site___name", "location___name")
    known: list[Known] = list(rows.values_list(*COLUMNS))
    groups: dict[tuple[int, int | None], list[Known]] = {}
    for row in known:
        groups.setdefault((row[2], None if by_site else row[4]), []).append(row)
    ids = [row[0] for row in known]
    used, supply = rooms.used_units(ids), rooms.power(ids)
    found = [_room(key, members, used, supply) for key, members in groups.items()]
    return sorted(found, key=lambda room: -room["racks"]) if by_site else found


def _room(
    key: tuple[int, int | None], members: Sequence[Known], used: dict[int, int], supply: dict[int, rooms.Power]
) -> dict[str, Any]:
    site, location = key
    height, taken = sum(row[1] for row in members), sum(used.get(row[0], 0) for row in members)
    stated = [supply[row[0]] for row in members if row[0] in supply]
    draws = [each.draw for each in stated if each.draw is not None]
    limits = [each.capacity for each in stated if each.capacity is not None]
    name, of_site = (members[0][5] or members[0][3], members[0][3]) if location else (members[0][3], members[0][3])
    return {
        "site": of_site, "name": name, "racks": len(members), "height": height, "used": taken,
        "percent": round(100 * taken / height) if height else 0,
        "url": elevations_of(location=location) if location else elevations_of(site=site),
        "label": _("%(used)d of %(height)d U used") % {"used": taken, "height": height},
        "kilowatts": words.figures(sum(draws) / WATTS) if draws else words.DASH,
        "limit": words.figures(sum(limits) / WATTS) if limits else words.DASH,
    }  # fmt: skip


def elevations_of(**conditions: int) -> str:
    """The address of the page that shows racks side by side."""
    return f"{reverse('ui:rack_elevations')}?{urlencode(conditions)}"
