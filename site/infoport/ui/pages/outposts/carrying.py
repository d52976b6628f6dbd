"""What people do with outposts: make a one-time code, take its token, import what was carried, carry back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from collectors.outpost.envelope import Refused
from infoport.history import actor_of
from infoport.outposts import bundles, enrolling
from infoport.ui.importing import OTHER_FORMS
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from inventory.declare.history import acting
from inventory.declare.registry import specs
from inventory.outposts.choices import BundleState
from inventory.outposts.models import Outpost

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern

LABEL: Final = "outposts.outpost"
BUNDLE: Final = "outposts.bundle"
PAGE: Final = "/plugins/outposts/import/"
LARGEST: Final = 512 << 20
"""Octets of a file; `infoport outpost export` makes them an eighth of that."""
OTHER_FORMS[BUNDLE] = PAGE


def _own(request: HttpRequest, pk: int) -> Outpost:
    reach.find(request, Outpost, pk)
    reach.need(request, LABEL, "change")
    return reach.find(request, Outpost, pk, reach.within(request, Outpost, "change"))


@require_POST
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a one-time code; it is shown once."""
    made, _until = enrolling.new_code(_own(request, pk))
    messages.warning(request, _("Copy it now, it is not shown again: %s") % made)
    return redirect(reach.page(LABEL, pk))


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Void the token and any code."""
    outpost = _own(request, pk)
    enrolling.revoke(outpost)
    messages.success(request, _("The token of %(name)s is void; it has to enrol again.") % {"name": outpost.name})
    return redirect(reach.page(LABEL, pk))


@require_POST
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The file to carry back: what has arrived, and what there is to do."""
    outpost = _own(request, pk)
    try:
        return _file(enrolling.letter(outpost), f"outpost-{pk}.letter")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(reach.page(LABEL, pk))


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def imported(request: HttpRequest) -> HttpResponse:
    """Take a file: a bundle leads to its record, a request for enrolment is answered by the letter to carry back."""
    reach.need(request, BUNDLE, "add")
    belongs(request, "audit/outposts")
    context = {
        "title": _("Import from an outpost"), "back": specs[BUNDLE].page,
        "crumbs": [{"title": _("Outposts"), "url": specs[LABEL].page}],
    }  # fmt: skip
    upload = request.FILES.get("file")
    if request.method != "POST":
        return render(request, "pages/outposts/import.html", context)
    problem = _problem(upload)
    if upload is None or problem:
        return render(request, "pages/outposts/import.html", {**context, "problem": problem}, status=422)
    try:
        with acting(actor_of(request)):
            found = bundles.import_file(upload.read(), str(upload.name), request.user.get_username())
    except Refused as refused:
        return render(request, "pages/outposts/import.html", {**context, "problem": str(refused)}, status=422)
    if found.bundle is None:
        return _file(found.letter or b"", f"outpost-{found.outpost.pk if found.outpost else 0}.letter")
    if found.bundle.state == BundleState.ACCEPTED:
        messages.success(request, _("The bundle is stored. Carry the letter back, so that the spool is freed."))
    else:
        messages.error(request, _("The bundle was refused; nothing of it is stored."))
    return redirect(reach.page(BUNDLE, found.bundle.pk))


def _problem(upload: object) -> str:
    if upload is None:
        return _("Choose a file that an outpost wrote.")
    size = getattr(upload, "size", 0)
    if size > LARGEST:
        return _("The file has %(size)d MiB; at most %(most)d are taken.") % {"size": size >> 20, "most": LARGEST >> 20}
    return ""


urlpatterns: list[URLPattern] = [
    path("plugins/outposts/import/", imported, name="outpost_import"),
    path("outposts/outposts/<int:pk>/code/", code, name="outpost_code"),
    path("outposts/outposts/<int:pk>/revoke/", revoke, name="outpost_revoke"),
    path("outposts/outposts/<int:pk>/letter/", letter, name="outpost_letter"),
]
