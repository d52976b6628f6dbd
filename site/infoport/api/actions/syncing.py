"""Data sources read again, and content taken from their files, when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import OWN, Described
from infoport.api.views import json_response
from infoport.history import actor_of
from infoport.tasks import sources
from inventory.core.choices import SourceStatus
from inventory.declare import write
from inventory.declare.history import acting
from inventory.extras.rules.sourced import take

if TYPE_CHECKING:
    from django.http import HttpResponse
    from rest_framework.request import Request


class SyncSource(ObjectAction):
    """A data source is read by the worker, soon."""

    described = {"POST": Described({200: OWN}, errors=(400, 409))}

    def post(self, request: Request, pk: int) -> HttpResponse:
        """The source, queued; it stays as it is while one of its synchronisations is still waiting."""
        with acting(actor_of(request)), transaction.atomic():
            source = self.instance(pk, "change", lock=True)
            write.save(self.spec, source, {"status": SourceStatus.QUEUED, "message": ""})
            sources.ask(pk)
        return json_response(self.encoded(request, [pk], shaped=False)[0])


class SyncContent(ObjectAction):
    """A context or template takes its data file's text over."""

    described = {"POST": Described({200: OWN}, errors=(400, 409))}

    def post(self, request: Request, pk: int) -> HttpResponse:
        """The object afterwards; nothing changes for one without a data file."""
        with acting(actor_of(request)), transaction.atomic():
            instance = self.instance(pk, "change", lock=True)
            take(instance)
            write.save(self.spec, instance, {}, user=request.user)
        return json_response(self.encoded(request, [pk], shaped=False)[0])
