"""What the configuration of a device or virtual machine should be: its context, and what its template makes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from infoport.templated import served
from infoport.ui import related
from infoport.ui.asker import asker
from infoport.ui.detail import frame, subject
from infoport.ui.navigation import belongs
from infoport.ui.pages import reach
from infoport.ui.panels import Panel, panels_of, register
from inventory.declare.registry import specs
from inventory.extras import contexts
from inventory.extras.rendering import configuration, template_for
from inventory.extras.sandbox import BadTemplate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

    from inventory.declare.spec import Spec

LABELS: Final = {"devices": "dcim.device", "virtual-machines": "virtualization.virtualmachine"}


def none(_text: str) -> dict[str, Any]:
    """Nothing to compare with."""
    return {}


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
    return answer(request, spec, framed, here)


def answer(
    request: HttpRequest,
    spec: Spec,
    framed: dict[str, Any],
    here: str,
    compared: Callable[[str], dict[str, Any]] = none,
) -> HttpResponse:
    """The page below `framed`, at `here`. `compared` gives what a text made by the template is held against."""
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
    merge = contexts.of_devices if spec.label == LABELS["devices"] else contexts.of_machines
    (raw,) = merge([instance.pk])
    context = {
        **framed, "template": template, "text": text, "error": error, "download": f"{here}?download",
        "template_url": reach.page("extras.configtemplate", template.pk) if template else "",
        "data": json.dumps(json.loads(bytes(raw)), indent=2, ensure_ascii=False),
        **(compared(text) if text else {}),
    }  # fmt: skip
    return render(request, "pages/notes/configuration.html", context)
