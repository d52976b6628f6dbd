"""Files of the community's device type library, uploaded or pasted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from infoport.history import actor_of
from infoport.ui import errors
from infoport.ui.asker import asker
from infoport.ui.importing import OTHER_FORMS
from infoport.ui.listing import crumbs
from inventory.dcim.library.importing import import_types
from inventory.declare.history import acting
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from inventory.dcim.library.importing import Report

PAGE: Final = "/dcim/device-types/library/"
MOST: Final = 100
"""Files that one request imports; for more there is `infoport import-types`."""
SHAPES: Final = {"refused": "down", "new": "planned", "changed": "degraded", "same": "ok"}
OTHER_FORMS.update(dict.fromkeys(("dcim.devicetype", "dcim.moduletype"), PAGE))


@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """Upload or paste → dry run or import, each file on its own; `_step` tells them apart."""
    spec = specs["dcim.devicetype"]
    for action in ("add", "change"):
        if not asker(request).may(spec.label, action):
            return errors.page(request, 403, errors.lacking(spec, action))
    context: dict[str, Any] = {
        "title": _("Import library files"), "crumbs": crumbs(spec, leaf=False), "back": spec.page,
        "text": request.POST.get("text", ""),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "pages/library/import.html", context)
    files = _files(request)
    problem = _problem(files)
    if problem:
        return render(request, "pages/library/import.html", {**context, "problem": problem}, status=422)
    applied = request.POST.get("_step") == "apply"
    with acting(actor_of(request)):
        reports = import_types(files, user=asker(request), dry_run=not applied, message=_("Import"))
    return render(request, "pages/library/import.html", {**context, "applied": applied, **_summary(reports)})


def _files(request: HttpRequest) -> list[tuple[str, bytes]]:
    found = [(str(each.name), each.read()) for each in request.FILES.getlist("files")]
    text = request.POST.get("text", "")
    return [*found, (_("pasted"), text.encode())] if text.strip() else found


def _problem(files: list[tuple[str, bytes]]) -> str:
    if not files:
        return _("There is nothing to import: choose files, or paste one.")
    if len(files) > MOST:
        reason = _("%(files)d files were chosen; the page takes %(most)d at once. Use “infoport import-types”.")
        return reason % {"files": len(files), "most": MOST}
    return ""


def _summary(reports: list[Report]) -> dict[str, Any]:
    labels = {"refused": _("refused"), "new": _("new"), "changed": _("changed"), "same": _("unchanged")}
    counted = Counter[str](report.state for report in reports)
    order = list(SHAPES)
    return {
        "numbers": [{"label": labels[each], "number": counted[each], "shape": SHAPES[each]} for each in order],
        "rows": [
            {
                "file": report.file, "label": labels[report.state], "shape": SHAPES[report.state],
                "display": report.display, "texts": [*filter(None, [report.problem]), *report.notes],
            }
            for report in sorted(reports, key=lambda report: order.index(report.state))
        ],
    }  # fmt: skip
