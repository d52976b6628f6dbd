"""Search over the newest configuration of every device that a person may see."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.views.decorators.http import require_GET

from infoport.reports.archive import found
from infoport.ui.asker import asker
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.pages.configs.coverage import MENU, VERSION, around, parts
from inventory.configs.repository import Unwritten
from inventory.configs.searching import HITS, SECONDS, BadPattern
from inventory.dcim.models import Device

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from inventory.configs.searching import Hit

PER_DEVICE = 8
"""Lines of one device before "n more"."""


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """The page `/audit/configs/search/?q=&regex=1`."""
    reach.need(request, VERSION)
    belongs(request, MENU)
    sought, regex = request.GET.get("q", ""), request.GET.get("regex") == "1"
    context: dict[str, Any] = {"sought": sought, "regex": regex, "parts": parts(request, "search"), "most": HITS,
                               "seconds": int(SECONDS)}  # fmt: skip
    if sought:
        try:
            hits = found(asker(request), sought, regex=regex)
        except (BadPattern, Unwritten) as error:
            context["error"] = str(error)
        else:
            context |= {"groups": _groups(hits.hits), "count": len(hits.hits), "ended": hits.ended}
    return render(request, "pages/configs/search.html", context)


def _groups(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    by_device = {key: list(listed) for key, listed in groupby(hits, key=lambda hit: hit.device)}
    devices = Device.objects.in_bulk(by_device)
    name = around(devices.values())
    found = [
        {
            "device": reach.name_of(devices[key]), "site": name("dcim.site", devices[key].site_id),
            "url": reach.page("dcim.device", key, "configuration/"), "lines": listed[:PER_DEVICE],
            "count": len(listed), "more": max(0, len(listed) - PER_DEVICE),
        }
        for key, listed in by_device.items()
        if key in devices
    ]  # fmt: skip
    return sorted(found, key=lambda group: str(group["device"]))
