"""Power drawn, on the pages of feeds, panels, PDUs and racks; and devices whose supplies hang on one feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infoport.ui.pages import reach, words
from infoport.ui.panels import Panel, Problem, register, register_problems
from inventory.dcim.models import Device, PowerFeed, PowerPort
from inventory.dcim.rules.draw import Draw, of_feeds, of_inlets, on_one_feed, together
from inventory.declare.fetching import holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpRequest

    from inventory.dcim.models import PowerPanel, Rack
    from inventory.declare.spec import Spec

FULL = 100
"""Per cent."""


def line(name: str, url: str, draw: Draw | None, available: int | None, about: str = "") -> dict[str, Any]:
    """One row of the table of loads."""
    draw = draw or Draw()
    percent = draw.share(available)
    return {
        "name": name, "url": url, "about": about, "available": _watts(available),
        "allocated": _watts(draw.total.allocated), "maximum": _watts(draw.total.maximum), "percent": percent,
        "width": None if percent is None else min(percent, FULL),
        "state": "down" if percent is not None and percent > FULL else None,
        "label": "" if percent is None else _("%(percent)d %% of what is available") % {"percent": percent},
        "legs": [(leg, _watts(watts.allocated), _watts(watts.maximum)) for leg, watts in sorted(draw.legs.items())],
        "unstated": draw.unstated,
    }  # fmt: skip


def _watts(value: int | None) -> str:
    return words.DASH if value is None else words.scaled(value, "W")


def feed_lines(feeds: Sequence[PowerFeed]) -> list[dict[str, Any]]:
    """The load of each feed. One query."""
    draws = of_feeds([feed.pk for feed in feeds])
    return [
        line(
            feed.name, reach.page("dcim.powerfeed", feed.pk), draws.get(feed.pk), feed.available_power,
            f"{feed.voltage} V · {feed.amperage} A · {feed.get_phase_display()}",
        )
        for feed in feeds
    ]  # fmt: skip


def alone_in(request: HttpRequest, devices: Sequence[Any]) -> list[dict[str, str]]:
    """Those of the devices (id, name) whose supplies all hang on one feed, with that feed."""
    known = on_one_feed([key for key, _name in devices])
    if not known:
        return []
    feeds = dict(reach.within(request, PowerFeed).filter(pk__in=known.values()).values_list("pk", "name"))
    return [
        {
            "name": name or f"#{key}", "url": reach.page("dcim.device", key), "feed": feeds.get(known[key], ""),
            "feed_url": reach.page("dcim.powerfeed", known[key]) if known[key] in feeds else "",
        }
        for key, name in devices if key in known
    ]  # fmt: skip


def _panel(title: str, lines: list[dict[str, Any]], alone: list[dict[str, str]] | None = None) -> Panel:
    return Panel(title, "pages/power/loads.html", {"lines": lines, "alone": alone or []})


@register("dcim.powerfeed")
def feed_panels(request: HttpRequest, _spec: Spec, feed: PowerFeed) -> Iterator[Panel]:
    """What hangs on the feed, per phase, against what it may carry; devices that have only this feed."""
    devices = _supplied(request, [feed.pk])
    yield _panel(
        _("Load"), feed_lines([feed]), [each for each in alone_in(request, devices) if each["feed"] == feed.name]
    )


def _supplied(request: HttpRequest, feeds: list[int]) -> list[tuple[int, str | None]]:
    """Devices in the racks that the feeds lead to."""
    racks = PowerFeed.objects.filter(pk__in=feeds).values("rack")
    rows = reach.within(request, Device).filter(rack__in=racks)
    return list(rows.order_by("_name", "id").values_list("pk", "name"))


@register("dcim.powerpanel")
def panel_panels(request: HttpRequest, _spec: Spec, panel: PowerPanel) -> Iterator[Panel]:
    """The load of every feed of the panel, and of the panel as a whole."""
    feeds = list(reach.within(request, PowerFeed).filter(power_panel=panel).order_by("_name", "id"))
    if not feeds:
        return
    draws = of_feeds([feed.pk for feed in feeds])
    whole = together(draws.values())
    rows = [*feed_lines(feeds), line(_("All feeds"), "", whole, sum(feed.available_power for feed in feeds))]
    yield _panel(_("Load"), rows)


@register("dcim.device")
def device_panels(request: HttpRequest, _spec: Spec, device: Device) -> Iterator[Panel]:
    """The load of each inlet of a device that passes power on; nothing for others."""
    del request
    if not holds("dcim_poweroutlet", device_id=device.pk):
        return
    inlets = list(PowerPort.objects.filter(device=device).order_by("_name", "id"))
    if inlets:
        draws = of_inlets([inlet.pk for inlet in inlets])
        lines = [line(each.name, reach.page("dcim.powerport", each.pk), draws.get(each.pk), None) for each in inlets]
        yield _panel(_("Load"), lines)


@register_problems("dcim.device", gettext_lazy("power supplies"))
def one_feed(request: HttpRequest, _spec: Spec, device: Device) -> Iterator[Problem]:
    """That all supplies of the device hang on one feed."""
    for each in alone_in(request, [(device.pk, device.name)]):
        title = _("All power supplies hang on one feed: %(feed)s") % {"feed": each["feed"] or "?"}
        yield Problem("degraded", title, _("The device falls when that feed does."), each["feed_url"])


@register("dcim.rack")
def rack_panels(request: HttpRequest, _spec: Spec, rack: Rack) -> Iterator[Panel]:
    """The load of the feeds that lead to the rack, and its devices without redundancy."""
    feeds = list(reach.within(request, PowerFeed).filter(rack=rack).order_by("_name", "id"))
    devices = list(reach.within(request, Device).filter(rack=rack).order_by("_name", "id").values_list("pk", "name"))
    alone = alone_in(request, devices) if devices else []
    if feeds or alone:
        yield _panel(_("Power"), feed_lines(feeds), alone)
