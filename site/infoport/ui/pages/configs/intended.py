"""What a device should run, by its template, against what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_safe

from collectors.configs.clean import Incomplete, redact
from collectors.configs.platform import ANY, known
from infoport.ui.pages import configuration
from infoport.ui.pages.configs import device as archive
from inventory.configs.golden import compare
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def intended(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a device's template and config context; `?download` yields the rendered text alone."""
    framed = archive.shared(request, pk, "intended")

    def compared(text: str) -> dict[str, Any]:
        return _compared(request, framed["instance"], text)

    return configuration.answer(request, specs[archive.LABEL], framed, f"{framed['here']}intended/", compared)


def _compared(request: HttpRequest, device: Any, text: str) -> dict[str, Any]:
    """What the template asks for against the newest version; secrets are hidden in both."""
    newest = archive.versions(request, device.pk).first()
    if newest is None:
        return {}
    running, error = archive.text_of(newest)
    platform = known(device.platform.slug if device.platform else None) or ANY
    try:
        wanted, _count = redact(text.splitlines(), platform)
    except Incomplete as cut:
        return {"golden_error": str(cut)}
    if error:
        return {"golden_error": error}
    return {"golden": compare("\n".join(wanted), running), "golden_at": newest.taken}
