"""Answers that are pictures or JSON, whatever the client says it accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from rest_framework.negotiation import DefaultContentNegotiation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request


class AnyAccept(DefaultContentNegotiation):
    """Takes any `Accept`: clients ask for `render=svg` with `Accept: application/json`, `image/*` or `*/*` alike."""

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer | type[BaseRenderer]], format_suffix: str | None = None
    ) -> Any:
        """The first renderer, for what DRF itself answers: errors and `OPTIONS`."""
        del request, format_suffix
        return renderers[0], renderers[0].media_type


def svg_response(svg: str) -> HttpResponse:
    """A drawing as a file of its own."""
    return HttpResponse(svg, content_type="image/svg+xml")
