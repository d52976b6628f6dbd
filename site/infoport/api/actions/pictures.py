"""Answers that are pictures or JSON, whatever the client says it accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from rest_framework.negotiation import DefaultContentNegotiation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request


class AnyAccept(DefaultContentNegotiation):
    """Takes any `Accept`: clients ask for `render=svg` with `Accept: application/json`, `image/*` or `*/*` alike."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first renderer, for what DRF itself answers: errors and `OPTIONS`."""
        del request, format_suffix
        first = next(iter(renderers))
        return first, first.media_type


def svg_response(svg: str) -> HttpResponse:
    """A drawing as a file of its own."""
    return HttpResponse(svg, content_type="image/svg+xml")
