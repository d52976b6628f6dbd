"""`/metrics`, `/metrics/devices` and `/metrics/services`: samples for Prometheus."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.views import APIView

from inventory.dcim.models import Device
from inventory.declare.permissions import restrict
from inventory.declare.viewing import unlimited
from monitoring.samples.exposing import CHOOSING, NONE, Form, Shard, chosen, devices, services

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rest_framework.request import Request

SHARD: Final = re.compile(r"(\d{1,4})/(\d{1,4})")
GZIP: Final = 31
"""`wbits` of zlib for the form of gzip."""
FASTEST: Final = 1
"""Level of compression: samples are much alike, and a tenth of the octets leaves at any level."""
MOST: Final = 200
"""Devices of one target; more are given as several, so that none takes long."""
PIECE: Final = 1 << 18
"""Octets given to the server at once: small pieces cost it more than the copying."""


class AnyForm(BaseContentNegotiation):
    """Scrapers ask for types that are no renderer's; the view itself looks at what they accept."""

    def select_parser(self, _request: Request, parsers: Any) -> Any:
        """The first: no body is read."""
        return parsers[0]

    def select_renderer(self, _request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """The first, for errors."""
        del format_suffix
        return renderers[0], renderers[0].media_type


class Scraped(APIView):
    """A text of samples. A token of somebody who may see the objects opens it; it may be one that only reads."""

    content_negotiation_class = AnyForm
    schema = None  # its form is Prometheus' own

    def get(self, request: Request) -> StreamingHttpResponse:
        """The samples, in OpenMetrics where that is accepted, compressed where gzip is."""
        form = Form(open="application/openmetrics-text" in request.headers.get("Accept", ""))
        pieces = gathered(self.pieces(request, form))
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = StreamingHttpResponse(gzipped(pieces) if packed else pieces, content_type=form.content_type)
        if packed:
            response["Content-Encoding"] = "gzip"
        response["Vary"] = "Accept, Accept-Encoding"
        return response

    def pieces(self, request: Request, form: Form) -> Iterator[bytes]:
        """The text. Raises before the first piece what is wrong with the request."""
        raise NotImplementedError


class Devices(Scraped):
    """`?shard=3/8` is the third of eight equal parts; `site`, `role`, `tenant`, `segment`, `centre` are slugs."""

    def pieces(self, request: Request, form: Form) -> Iterator[bytes]:
        """Samples of the devices that the asker may see."""
        strange = sorted(request.query_params.keys() - {"shard", *CHOOSING})
        if strange:
            raise ValidationError(
                {name: [f"Unknown parameter; there are: shard, {', '.join(CHOOSING)}."] for name in strange}
            )
        choice = {name: request.query_params[name] for name in CHOOSING if name in request.query_params}
        return devices(
            form, chosen(visible_devices(request), shard_of(request.query_params.get("shard", "1/1")), choice)
        )


class Services(Scraped):
    """Samples of services, rooms and requests."""

    def pieces(self, request: Request, form: Form) -> Iterator[bytes]:
        """What the asker may see: the statements are limited to that."""
        asker: Any = request.user
        if not asker.may("services.applicationservice", "view"):
            raise PermissionDenied
        return services(form)


class Own(APIView):
    """`/metrics`: the web process that answers, the queues, the poller and the store of samples."""

    content_negotiation_class = AnyForm
    schema = None

    def get(self, request: Request) -> HttpResponse:
        """The text of prometheus-client."""
        asker: Any = request.user
        if not asker.may("reconcile.access", "view"):
            raise PermissionDenied
        from infoport import own_metrics  # noqa: PLC0415 - prometheus-client takes a tenth of a second to load

        text, content_type = own_metrics.text(request.headers.get("Accept", ""))
        return HttpResponse(text, content_type=content_type)


class Targets(APIView):
    """Where Prometheus finds all of this, for its `http_sd_configs`: one target for devices that are alike.

    Devices are alike that share site, role, tenant, segment and centre; these are labels of the target. What has none
    lacks the label. `honor_labels: true` keeps the names of devices that the samples carry.
    """

    content_negotiation_class = AnyForm
    schema = None

    def get(self, request: Request) -> HttpResponse:
        """The list."""
        groups = Counter(tuple(getattr(each, name) for name in CHOOSING) for each in chosen(visible_devices(request)))
        found = [
            self.target(
                request, "devices", dict(zip(CHOOSING, group, strict=True)), f"{at}/{parts}" if parts > 1 else ""
            )
            for group, count in sorted(groups.items())
            for parts in [-(-count // MOST)]
            for at in range(1, parts + 1)
        ]
        asker: Any = request.user
        if asker.may("reconcile.access", "view"):
            found.append(self.target(request, "", {}))
        if asker.may("services.applicationservice", "view"):
            found.append(self.target(request, "services", {}))
        return JsonResponse(found, safe=False)

    def target(self, request: Request, what: str, labels: Mapping[str, str], shard: str = "") -> dict[str, Any]:
        """One target; its instance tells it from the others at the same address."""
        chosen_by = {f"__param_{name}": value for name, value in labels.items()}
        instance = "/".join(filter(None, (what or "infoport", *labels.values(), shard.replace("/", "of"))))
        where = {"__scheme__": request.scheme or "http", "__metrics_path__": f"/metrics/{what}".rstrip("/")}
        return {
            "targets": [request.get_host()],
            "labels": {
                **where, "instance": instance,
                **chosen_by, **({"__param_shard": shard} if shard else {}),
                **{name: value for name, value in labels.items() if value != NONE},
            },
        }  # fmt: skip


def visible_devices(request: Request) -> Sequence[int] | None:
    """Ids of the devices that the asker may see; None for all. Raises `PermissionDenied`."""
    asker: Any = request.user
    if not asker.may("dcim.device", "view"):
        raise PermissionDenied
    if asker.is_superuser:
        return None
    with unlimited():  # a condition may name roles or sites, which the asker need not see
        return list(restrict(Device._default_manager.all(), asker, "view").values_list("pk", flat=True))  # noqa: SLF001 - Django's public name


def shard_of(text: str) -> Shard:
    """`3/8` as a shard. Raises `ValidationError`."""
    found = SHARD.fullmatch(text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise ValidationError({"shard": [f"“{text}” is no shard; expected such as 3/8, from 1/8 to 8/8."]})
    return Shard(int(found[1]), int(found[2]))


def gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, small ones put together."""
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(kept)
            kept, size = [], 0
    yield b"".join(kept)


def gzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces compressed."""
    packer = zlib.compressobj(FASTEST, zlib.DEFLATED, GZIP)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


TARGETS: Final = path("plugins/prometheus-sd/metrics/", Targets.as_view())
ROUTES: Final = [
    path("metrics", Own.as_view()),
    path("metrics/devices", Devices.as_view()),
    path("metrics/services", Services.as_view()),
]
