"""Senders."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Declared
from inventory.declare.vocabulary import InetField, Ref


class Sender(Declared):
    """An address from which anything came, with how much of it was taken.

    `malformed` could not be read; `refused` had a community or a user that no credential knows. `device` null: unknown.
    """

    id = models.BigAutoField(_("ID"), primary_key=True)
    address = InetField(_("address"), unique=True)
    device = Ref("dcim.Device", _("device"), null=True, keep=False, related="senders")
    received = models.PositiveBigIntegerField(_("received"), default=0)
    malformed = models.PositiveBigIntegerField(_("malformed"), default=0)
    refused = models.PositiveBigIntegerField(_("refused"), default=0)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"), db_index=True)

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["-last_seen", "id"], _("event sender"), _("event senders")

    class Inventory:
        path, plugin, menu, icon = "events/senders", True, "overview/events", "network"
        brief, columns = "address", "address device received malformed refused first_seen last_seen"
        search, display, key, about = {"address": 100}, "{address}", "address", "device"
        parent, facets, readonly = "device", "device", "*"
