"""What the configuration of a device or virtual machine should be: its context, and what its template makes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from collectors.configs.clean import Incomplete, redact
from collectors.configs.platform import ANY, known
from infoport.templated import served
from infoport.ui import related
from infoport.ui.asker import asker
from infoport.ui.detail import frame, subject
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.pages.configs import device as archive
from infoport.ui.panels import Panel, panels_of, register
from inventory.configs.golden import compare
from inventory.declare.registry import specs
from inventory.extras import contexts
from inventory.extras.rendering import configuration, template_for
from inventory.extras.sandbox import BadTemplate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

LABELS: Final = {"devices": "dcim.device", "virtual-machines": "virtualization.virtualmachine"}


@register("virtualization.virtualmachine")
@register("dcim.device")
def tab(request: HttpRequest, spec: Spec, instance: Any) -> Iterator[Panel]:
    """A tab for the configuration."""
    del request
    yield Panel(_("Configuration"), place="tab", url=f"{spec.page}{instance.pk}/configuration/")


@require_safe
def page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The page of a machine's configuration; `?download` yields the text alone."""
    if LABELS.get(kind) != "virtualization.virtualmachine":
        raise Http404
    spec = specs[LABELS[kind]]
    belongs(request, spec.menu)
    reach.need(request, spec.label)
    about = subject(request, spec, pk)
    numbers = related.numbers(spec, related.below(spec, pk), asker(request))
    here = f"{about.page}configuration/"
    framed = frame(request, about, numbers, panels_of(request, spec, about.instance), here)
    return _answer(request, spec, framed, here)


@require_safe
def of_device(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for a device, compared with what it runs."""
    framed = archive.shared(request, pk, "intended")
    return _answer(request, specs[archive.LABEL], framed, f"{framed['here']}intended/")


def _answer(request: HttpRequest, spec: Spec, framed: dict[str, Any], here: str) -> HttpResponse:
    instance = framed["instance"]
    template = template_for(instance)
    text = error = ""
    if template is not None:
        try:
            text = configuration(template, spec, instance.pk, f"{request.scheme}://{request.get_host()}", {})
        except BadTemplate as refused:
            error = str(refused)
        if "download" in request.GET and not error:
            template.as_attachment = True
            return served(template, text, str(framed["display"]))
    merge = contexts.of_devices if spec.label == archive.LABEL else contexts.of_machines
    (raw,) = merge([instance.pk])
    context = {
        **framed, "template": template, "text": text, "error": error, "download": f"{here}?download",
        "template_url": reach.page("extras.configtemplate", template.pk) if template else "",
        "data": json.dumps(json.loads(bytes(raw)), indent=2, ensure_ascii=False),
        **(_compared(request, instance, text) if text and spec.label == archive.LABEL else {}),
    }  # fmt: skip
    return render(request, "pages/notes/configuration.html", context)


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
