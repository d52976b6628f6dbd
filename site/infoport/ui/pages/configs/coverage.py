"""Which devices should be in the archive, and which are not: never, failing, stale."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from infoport.reports.archive import accesses, coverage
from infoport.ui.asker import asker
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.pages.audit.listing import pages
from inventory.configs.coverage import STATES
from inventory.configs.models import ArchivePolicy
from inventory.dcim.models import Device
from inventory.declare.tables import references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from inventory.configs.coverage import Covered

PAGE: Final = "/audit/configs/"
MENU: Final = "audit/configs"
VERSION: Final = "configs.configversion"
SHOWN: Final = 50
TITLES: Final[Mapping[str, Any]] = {
    "never": pgettext_lazy("archive", "Never"), "failing": pgettext_lazy("archive", "Failing"),
    "stale": pgettext_lazy("archive", "Stale"), "ok": pgettext_lazy("archive", "Up to date"),
}  # fmt: skip
SHAPES: Final = {"never": "down", "failing": "down", "stale": "degraded", "ok": "ok"}
ADVICE: Final[Mapping[str, Any]] = {
    "never": gettext_lazy("There is no version of it at all."),
    "failing": gettext_lazy("There are versions, but the last attempt failed."),
    "stale": gettext_lazy("Nobody read its configuration within the time that its policy allows."),
}  # fmt: skip
WITHOUT: Final = gettext_lazy("no access over SSH is registered")


def parts(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    """The pages of the archive as buttons of one another."""
    listed = [
        ("coverage", _("Coverage"), PAGE, True), ("search", _("Search"), f"{PAGE}search/", True),
        ("compliance", _("Compliance"), f"{PAGE}compliance/", reach.may(request, "configs.complianceresult")),
        ("policies", _("Policies"), reach.page("configs.archivepolicy"), reach.may(request, "configs.archivepolicy")),
        ("rules", _("Rules"), reach.page("configs.compliancerule"), reach.may(request, "configs.compliancerule")),
    ]  # fmt: skip
    return [{"title": title, "url": url} for key, title, url, allowed in listed if allowed and key != active]


@require_GET
def coverage_page(request: HttpRequest) -> HttpResponse:
    """The page `/audit/configs/`; `state` is one of the tabs, what is wrong when absent."""
    reach.need(request, VERSION)
    belongs(request, MENU)
    everything = coverage(asker(request))
    counts = Counter(str(each.state) for each in everything)
    bad = len(everything) - counts["ok"]
    asked = request.GET.get("state", "")
    now = asked if asked in {*STATES, "all", "bad"} else "bad" if bad else "all"
    rows = [each for each in everything if now in {"all", each.state} or (now == "bad" and each.state != "ok")]
    rows.sort(key=lambda each: (STATES.index(each.state), each.device))
    chunk = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    context = {
        "tabs": _tabs(counts, bad, now), "rows": rows_of(request, list(chunk)), "pager": pages(request, chunk),
        "total": len(everything), "advice": ADVICE.get(now, ""), "parts": parts(request, "coverage"),
        "may_fetch": reach.may(request, VERSION, "add"), "policies_url": reach.page("configs.archivepolicy"),
    }  # fmt: skip
    return render(request, "pages/configs/coverage.html", context)


def _tabs(counts: Mapping[str, int], bad: int, now: str) -> list[dict[str, Any]]:
    listed = [("bad", _("Never, failing or stale"), bad), *((key, title, counts[key]) for key, title in TITLES.items())]
    listed.append(("all", _("All"), sum(counts.values())))
    return [
        {"title": title, "url": f"?state={key}", "active": key == now, "count": count} for key, title, count in listed
    ]


def rows_of(request: HttpRequest, shown: list[Covered]) -> list[dict[str, Any]]:
    """Devices as lines; a policy is named to those who may see it."""
    devices = Device.objects.in_bulk([each.device for each in shown])
    names = around(devices.values())
    policies = set(reach.within(request, ArchivePolicy).values_list("pk", flat=True)) if shown else set()
    reachable = accesses() if shown else {}
    return [
        _row(each, devices[each.device], names, linked=each.policy.pk in policies)
        | {"without": "" if each.device in reachable else WITHOUT}
        for each in shown
        if each.device in devices
    ]


def around(devices: Iterable[Device]) -> Callable[[str, int | None], str]:
    """How sites and platforms of devices are called, as far as the person may know; a dash for none."""
    listed = list(devices)
    pairs = {("dcim.site", each.site_id) for each in listed}
    pairs |= {("dcim.platform", each.platform_id) for each in listed if each.platform_id}
    names = references(pairs)

    def name(label: str, key: int | None) -> str:
        return names[label, key].display if key is not None and (label, key) in names else words.DASH

    return name


def _row(each: Covered, device: Device, name: Callable[[str, int | None], str], *, linked: bool) -> dict[str, Any]:
    policy = each.policy
    return {
        "state": SHAPES[each.state], "word": TITLES[each.state], "device": reach.name_of(device),
        "url": reach.page("dcim.device", device.pk, "configuration/"), "site": name("dcim.site", device.site_id),
        "platform": name("dcim.platform", device.platform_id), "policy": policy.name if linked else f"#{policy.pk}",
        "policy_url": reach.page("configs.archivepolicy", policy.pk) if linked else "", "version_at": each.version,
        "version": words.moment(each.version), "success_at": each.success, "success": words.moment(each.success),
        "age": words.since(each.success), "error": each.error, "failures": each.failures,
        "attempt": words.exactly(each.attempt),
        "fetch_url": reach.page("dcim.device", device.pk, "configuration/fetch/"),
    }  # fmt: skip
