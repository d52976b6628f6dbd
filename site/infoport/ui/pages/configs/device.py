"""The configuration of one device: what it runs, its versions, their differences, its compliance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from infoport.reports.archive import accesses, restorable
from infoport.ui import related
from infoport.ui.asker import asker
from infoport.ui.detail import frame, subject
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach, words
from infoport.ui.pages.configs.coverage import VERSION, rows_of
from infoport.ui.pages.configs.matrix import RESULT, SHAPES
from infoport.ui.panels import panels_of
from infoport.ui.returning import safe
from inventory.configs.archiving import request_fetch
from inventory.configs.choices import FetchReason
from inventory.configs.coverage import covered
from inventory.configs.differing import numbers, sides
from inventory.configs.home import repository
from inventory.configs.models import ComplianceResult, ConfigVersion
from inventory.configs.repository import Unwritten
from inventory.dcim.models import Device
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

LABEL: Final = "dcim.device"
LISTED: Final = 30
"""Versions beside the text; the rest is a list of its own."""


def versions(request: HttpRequest, device: int) -> QuerySet[ConfigVersion]:
    """The versions of a device that the person may see, the newest first."""
    return reach.within(request, ConfigVersion).filter(device=device).order_by("-taken", "-id")


def shared(request: HttpRequest, pk: int, part: str) -> dict[str, Any]:
    """What the pages of a device's configuration share. Raises `Http404` when the device may not be seen."""
    reach.need(request, LABEL)
    spec = specs[LABEL]
    belongs(request, spec.menu)
    about = subject(request, spec, pk)
    counts = related.numbers(spec, related.below(spec, pk), asker(request))
    here = f"{about.page}configuration/"
    listed = [
        ("running", _("As it runs"), here, True), ("compare", _("Compare"), f"{here}compare/", True),
        ("intended", _("As it should be"), f"{here}intended/", True),
        ("compliance", _("Compliance"), f"{here}compliance/", reach.may(request, RESULT)),
    ]  # fmt: skip
    return {
        **frame(request, about, counts, panels_of(request, spec, about.instance), here), "here": here,
        "parts": [{"title": title, "url": url, "on": key == part} for key, title, url, allowed in listed if allowed],
        "may_fetch": reach.may(request, VERSION, "add"), "may_read": reach.may(request, VERSION),
    }  # fmt: skip


@require_safe
def running(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of what a device runs; `version` names an older one."""
    context = shared(request, pk, "running")
    listed = list(versions(request, pk)[: LISTED + 1])
    shown = _chosen(request, pk, "version") or (listed[0] if listed else None)
    text, error = text_of(shown) if shown else ("", "")
    state = rows_of(request, covered(Device.objects.filter(pk=pk)))
    context |= {
        "covered": state[0] if state else None,
        "shown": _line(shown, here=context["here"]) if shown else None, "lines": text.splitlines(), "error": error,
        "versions": _lines(listed[:LISTED], context["here"], shown), "newest": bool(listed and shown == listed[0]),
        "more": f"{reach.page(VERSION)}?device_id={pk}" if len(listed) > LISTED else "",
        "fetch_url": f"{context['here']}fetch/", "add_access": _add_access(request, pk),
    }  # fmt: skip
    return render(request, "pages/configs/running.html", context)


def _add_access(request: HttpRequest, pk: int) -> str:
    """Where an access is added, for who may do that."""
    if not reach.may(request, "reconcile.access", "add"):
        return ""
    return f"{reach.page('reconcile.access')}add/?device={pk}&method=ssh&port=22&enabled="


def text_of(version: ConfigVersion) -> tuple[str, str]:
    """The text of a version, or why it cannot be read."""
    try:
        text = repository().text(version.blob)
    except Unwritten as error:
        return "", str(error)
    if text is None:
        return "", _("The archive does not hold this version any more.")
    return text, ""


def _chosen(request: HttpRequest, device: int, name: str) -> ConfigVersion | None:
    keys = reach.identifiers([request.GET.get(name, "")])
    if not keys:
        return None
    found = versions(request, device).filter(pk__in=keys).first()
    if found is None:
        raise Http404(_("There is no such version of this device, or it is outside your rights."))
    return found


def _lines(listed: list[ConfigVersion], here: str, shown: ConfigVersion | None) -> list[dict[str, Any]]:
    older = [*listed[1:], None][: len(listed)]
    return [
        _line(each, here=here, before=before) | {"on": shown is not None and each.pk == shown.pk}
        for each, before in zip(listed, older, strict=True)
    ]


def _line(version: ConfigVersion, *, here: str, before: ConfigVersion | None = None) -> dict[str, Any]:
    return {
        "pk": version.pk, "url": f"{here}?version={version.pk}", "at": version.taken,
        "when": words.exactly(version.taken), "short": words.moment(version.taken),
        "reason": version.get_reason_display(), "author": version.author, "added": version.added,
        "removed": version.removed, "commit": version.commit[:10], "lines": version.lines, "secrets": version.secrets,
        "compare": f"{here}compare/?from={before.pk}&to={version.pk}" if before else "",
        "download": f"{here}{version.pk}/download/", "loaded": version.reason == FetchReason.IMPORT,
        "page": reach.page(VERSION, version.pk),
    }  # fmt: skip


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side: `from` and `to`, the newest two when absent; `all=1` shows equal lines too."""
    context = shared(request, pk, "compare")
    listed = list(versions(request, pk)[:100])
    new = _chosen(request, pk, "to") or (listed[0] if listed else None)
    older = [each for each in listed if new is not None and each.taken < new.taken]
    old = _chosen(request, pk, "from") or (older[0] if older else None)
    whole = request.GET.get("all") == "1"
    if old is not None and new is not None:
        (left, wrong), (right, other) = text_of(old), text_of(new)
        context |= {
            "old": _line(old, here=context["here"]), "new": _line(new, here=context["here"]),
            "rows": sides(left, right, None if whole else 3), "error": wrong or other, "whole": whole,
            "numbers": numbers(left, right),
        }  # fmt: skip
    context["versions"] = _lines(listed, context["here"], None)
    return render(request, "pages/configs/compare.html", context)


@require_safe
def compliance(request: HttpRequest, pk: int) -> HttpResponse:
    """What the rules say of the device's newest configuration."""
    reach.need(request, RESULT)
    context = shared(request, pk, "compliance")
    rows = reach.within(request, ComplianceResult).filter(device=pk, rule__enabled=True).select_related("rule")
    order = {"no": 0, "unknown": 1, "yes": 2}
    context["results"] = [
        {
            "state": SHAPES[each.state], "word": each.get_state_display(), "rule": each.rule.name,
            "rule_url": reach.page("configs.compliancerule", each.rule_id), "reason": each.get_reason_display(),
            "severity": each.rule.get_severity_display(), "findings": each.findings, "why": each.rule.description,
            "text_url": context["here"],
        }
        for each in sorted(rows, key=lambda each: (order[each.state], each.rule.name))
    ]  # fmt: skip
    return render(request, "pages/configs/compliance.html", context)


@require_safe
def download(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """A version as a file; `restore` puts before it what to fill in before it is loaded into a device."""
    reach.need(request, VERSION)
    device = subject(request, specs[LABEL], pk).instance
    found = versions(request, pk).filter(pk=version).first()
    if found is None:
        raise Http404(_("There is no such version of this device, or it is outside your rights."))
    text, error = text_of(found)
    if error:
        return HttpResponse(error, status=503, content_type="text/plain; charset=utf-8")
    restoring = "restore" in request.GET
    body = restorable(text, device.platform.slug if device.platform else None) if restoring else text
    answer = HttpResponse(body, content_type="text/plain; charset=utf-8")
    name = "".join(each if each.isalnum() or each in "-._" else "_" for each in reach.name_of(device))
    kind = "restore.cfg" if restoring else "cfg"
    answer.headers["Content-Disposition"] = f'attachment; filename="device-{pk}-{found.taken:%Y%m%d-%H%M%S}.{kind}"'
    if name.isascii():
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{found.taken:%Y%m%d-%H%M%S}.{kind}"'
    return answer


@require_POST
def fetch_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the configuration fetched next."""
    reach.need(request, VERSION, "add")
    device = reach.find(request, Device, pk)
    if pk in accesses():
        request_fetch(pk, FetchReason.REQUEST, asker(request).username)
        messages.success(request, _("The configuration of %(device)s will be fetched next.") % {"device": device})
    else:
        text = _("The configuration of %(device)s cannot be fetched: no access over SSH is registered.")
        messages.warning(request, text % {"device": device})
    wanted = request.POST.get("next", "")
    return redirect(wanted if safe(request, wanted) else reach.page(LABEL, pk, "configuration/"))
