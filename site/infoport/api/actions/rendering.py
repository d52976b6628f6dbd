"""Configurations rendered from templates: of a device, of a virtual machine, or of any data given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from rest_framework import status
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import OBJECT, TEXT, Described, record, schema
from infoport.api.views import json_response
from inventory.declare.readplan import encoder, rows
from inventory.declare.registry import specs
from inventory.extras.rendering import configuration, rendered, template_for
from inventory.extras.sandbox import BadTemplate

if TYPE_CHECKING:
    from collections.abc import Callable

    from rest_framework.request import Request

    from inventory.extras.models import ConfigTemplate


class PlainText(BaseRenderer):
    """Offered so that `Accept: text/plain` is answered with the configuration alone."""

    media_type = "text/plain"
    format = "txt"

    def render(self, data: Any, *_: Any) -> bytes:
        """Whatever else is answered, as JSON text."""
        return encoder.encode(data)


class Rendering(ObjectAction):
    """What both addresses share."""

    described = {
        "POST": Described(
            {200: record({"configtemplate": schema("BriefConfigTemplate"), "content": TEXT})}, OBJECT,
            media={"text/plain": TEXT},
        )
    }  # fmt: skip

    renderer_classes = (JSONRenderer, PlainText)

    def answer(self, request: Request, template: ConfigTemplate, made: Callable[[], str]) -> HttpResponse:
        """The text alone or with the template's brief form, as accepted; 400 with the reason when it fails."""
        try:
            text = made()
        except BadTemplate as error:
            return Response({"detail": f"Error rendering template: {error}"}, status=status.HTTP_400_BAD_REQUEST)
        if isinstance(request.accepted_renderer, PlainText):
            return HttpResponse(text, content_type="text/plain; charset=utf-8")
        spec = specs["extras.configtemplate"]
        brief = rows(spec, [template.pk], self.base(request), ("id", "url", "display", *spec.brief))[0]
        return json_response({"configtemplate": brief, "content": text})

    def base(self, request: Request) -> str:
        """Scheme and host of addresses in what templates see."""
        return f"{request.scheme}://{request.get_host()}"

    def given(self, request: Request) -> dict[str, Any]:
        """The data sent along; nothing when it is no object."""
        return dict(request.data) if isinstance(request.data, dict) else {}


class RenderConfig(Rendering):
    """The configuration of a device or virtual machine."""

    def post(self, request: Request, pk: int) -> HttpResponse:
        """Keys sent along go before those of its config context."""
        instance = self.instance(pk)
        template = template_for(instance)
        if template is None:
            kind = self.spec.label.partition(".")[2]
            reason = {"error": f"No config template found for this {kind}."}
            return Response(reason, status=status.HTTP_400_BAD_REQUEST)
        given, base = self.given(request), self.base(request)
        return self.answer(request, template, lambda: configuration(template, self.spec, pk, base, given))


class RenderTemplate(Rendering):
    """A config template, for the data sent."""

    def post(self, request: Request, pk: int) -> HttpResponse:
        """The body is what the template sees."""
        template = self.instance(pk)
        return self.answer(request, template, lambda: rendered(template, encoder.encode(self.given(request))))
