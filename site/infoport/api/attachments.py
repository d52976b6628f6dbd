"""Attachments over REST: made by a multipart form, as NetBox's image attachments are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import ANY, INTEGER, OWN, TEXT, Described, asked
from infoport.api.parsing import JSONBody
from infoport.api.views import ListView, json_response
from infoport.attached import content
from infoport.history import actor_of
from inventory.declare import write
from inventory.declare.history import acting
from inventory.declare.schema import attributes
from inventory.extras import files

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request


FILE: Final = {"type": "string", "format": "binary"}


class Attachments(ListView):
    """The list, and its form for a new one: `file` (or `image`), `object_type`, `object_id`, `name`."""

    described = {
        "POST": Described(
            {201: OWN},
            asked(
                {"file": FILE, "object_type": TEXT, "object_id": INTEGER, "name": TEXT},
                required=["file", "object_type", "object_id"],
            ),
            takes="multipart/form-data", errors=(400, 409),
        )
    }  # fmt: skip

    parser_classes = (MultiPartParser, JSONBody)

    def post(self, request: Request) -> HttpResponse:
        """Keep the file if its content is one of a kind that is taken."""
        upload = request.FILES.get("file") or request.FILES.get("image")
        given = request.data if isinstance(request.data, dict) else {}
        data = {key: given[key] for key in given if key not in {"file", "image"}}
        serializer = self.get_serializer(data={**({"name": upload.name} if upload else {}), **data})
        serializer.is_valid()
        if serializer.errors or upload is None:
            missing = {} if upload else {"file": ["No file was submitted."]}
            return Response({**serializer.errors, **missing}, status=400)
        instance = self.spec.model()
        values, message = attributes(serializer.validated_data, instance)
        with acting(actor_of(request)), transaction.atomic():
            kept: dict[str, Any] = files.store(upload.chunks(), upload.size, upload.name)
            made = write.save(self.spec, instance, {**values, **kept}, user=request.user, message=message)
        found = self.encoded(request, [made.pk], shaped=False)[0]
        response = json_response(found, 201)
        response["Location"] = found["url"]
        return response


class Content(ObjectAction):
    """The file itself."""

    described = {"GET": Described({200: ANY}, media={"*/*": FILE}, errors=(400,))}

    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """For whoever may see what it belongs to."""
        del request
        return content(self.instance(pk))
