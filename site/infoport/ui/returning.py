"""Where a form leads afterwards: back to the page it was on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest


def safe(request: HttpRequest, wanted: str) -> bool:
    """Whether an address is one of our pages."""
    return url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())


def back(request: HttpRequest) -> str:
    """Where the form was, if it is one of our pages; else the first page."""
    wanted = request.POST.get("next", "")
    return wanted if safe(request, wanted) else "/"
