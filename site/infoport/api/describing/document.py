"""`/api/schema/`: the document, encoded once per process."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from drf_spectacular.settings import spectacular_settings
from drf_spectacular.views import SpectacularAPIView

from infoport.api.describing.operation import OBJECT, Described
from inventory.declare.readplan import encoder

if TYPE_CHECKING:
    from rest_framework.request import Request

FORMS: Final = ("application/vnd.oai.openapi", "application/vnd.oai.openapi+json", "application/yaml")
MAKING: Final = Lock()


class Encoded(NamedTuple):
    """The document as bytes, the same compressed, and the state's name."""

    plain: bytes
    compressed: bytes
    tag: str


def encoded() -> Encoded:
    """The document; whoever comes while it is made waits for it."""
    with MAKING:
        return _encoded()


@lru_cache(maxsize=1)
def _encoded() -> Encoded:
    generator: Any = spectacular_settings.DEFAULT_GENERATOR_CLASS  # reads the addresses, at one of which this stands
    with override("en"):
        plain = encoder.encode(generator().get_schema())
    tag = f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"'
    return Encoded(plain, gzip.compress(plain, 6, mtime=0), tag)


class Document(SpectacularAPIView):
    """The OpenAPI document in JSON, which is YAML as well for those who ask for that."""

    described = {"GET": Described({200: OBJECT}, public=True, errors=(), media=dict.fromkeys(FORMS, OBJECT))}

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The description of this interface; 304 for who has it already."""
        del args, kwargs
        found = encoded()
        headers = {"ETag": found.tag, "Cache-Control": "no-cache"}
        response: HttpResponse
        if found.tag in request.headers.get("If-None-Match", ""):
            response = HttpResponseNotModified(headers=headers)
        elif "gzip" in request.headers.get("Accept-Encoding", ""):
            response = self._answer(request, found.compressed, headers | {"Content-Encoding": "gzip"})
        else:
            response = self._answer(request, found.plain, headers)
        patch_vary_headers(response, ("Accept", "Accept-Encoding"))
        return response

    def _answer(self, request: Any, body: bytes, headers: dict[str, str]) -> HttpResponse:
        headers["Content-Disposition"] = f'inline; filename="infoport.{request.accepted_renderer.format}"'
        return HttpResponse(body, content_type=request.accepted_renderer.media_type, headers=headers)
