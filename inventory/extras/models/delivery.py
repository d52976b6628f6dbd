"""Deliveries: the outbox."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Action
from inventory.declare.vocabulary import Choice, GenericRef, Record, Ref, json, moment, number, text
from inventory.extras.kinds import DUE, DeliveryState, EventKind


class Delivery(Record):
    """One change a webhook is told of: written with the change, sent by the worker, kept to be looked at and repeated.

    `attempts` counts from the last time somebody asked for it; `response_status` null means there was no answer.
    """

    rule = Ref("extras.EventRule", _("event rule"), owned=True, related="deliveries")
    webhook = Ref("extras.Webhook", _("webhook"), owned=True, related="deliveries")
    event, object = Choice(_("event"), EventKind), GenericRef(_("object"), null=False)
    object_repr, change_id = text(_("object"), 200), models.BigIntegerField(_("change"))
    state = Choice(_("state"), DeliveryState, default=DeliveryState.NEW, db_default=DeliveryState.NEW.value)
    attempts = number(_("attempts"), default=0, db_default=0)
    next_attempt, delivered = models.DateTimeField(_("next attempt"), db_default=Now()), moment(_("delivered"))
    request_headers = json(_("request headers"), null=True)
    request_body = models.TextField(_("request body"), default="", db_default="")
    response_status = models.PositiveSmallIntegerField(_("response status"), null=True)
    response_head = models.TextField(_("response"), default="", db_default="")
    error = models.CharField(_("error"), max_length=500, default="", db_default="")

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["-id"], _("delivery"), _("deliveries")
        indexes = [models.Index("next_attempt", name="extras_delivery_due", condition=DUE)]

    class Inventory:
        path, plugin, menu, icon = "extras/deliveries", True, "governance/settings", "route"
        brief, display, key = "event state", "{webhook.name}: {object_repr}", "id"
        columns = "created webhook event object_repr state attempts response_status next_attempt error"
        about, facets, readonly = "object", "state webhook rule event", "*"
        actions = [Action("replay", "infoport.api.actions.replaying.Replay")]
