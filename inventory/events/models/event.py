"""Events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Declared
from inventory.declare.vocabulary import Choice, InetField, Ref, index, json, moment, number, required, text
from inventory.events.choices import EventKind, EventOrigin, EventSeverity, Evidence


class Event(Declared):
    """What a device told of its own accord; the same of the same part within the window counts up.

    `device` null: nobody in the inventory has the address or the name. Times are when it was received.
    """

    id = models.BigAutoField(_("ID"), primary_key=True)
    last_seen = models.DateTimeField(_("last seen"), db_index=True)
    severity = Choice(_("severity"), EventSeverity)
    device = Ref("dcim.Device", _("device"), null=True, owned=True, related="events")
    kind, object = Choice(_("kind"), EventKind), text(_("object"), 200)
    message = text(_("message"), 2000)
    count = number(_("count"), 1, default=1)
    origin = Choice(_("origin"), EventOrigin)
    protocol, code = text(_("protocol"), 10), text(_("code"), 200, _("Mnemonic or notification."))
    source, host = InetField(_("source address")), text(_("stated host"), 255)
    evidence = Choice(_("tied by"), Evidence, null=True)
    first_seen, stated = models.DateTimeField(_("first seen")), moment(_("device time"))
    detail, identity = json(_("detail"), default=dict), required(_("identity"), 32)

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["-last_seen", "-id"], _("event"), _("events")
        indexes = [index("event_device", "device", "-last_seen"), index("event_same", "identity", "-last_seen")]

    class Inventory:
        path, plugin, menu, icon, about = "events/events", True, "overview/events", "bell", "device"
        brief, hidden, filters = "kind severity", "identity", {"site": "device.site", "role": "device.role"}
        columns = "last_seen severity device kind object message count"
        search, parent, key = {"message": 100, "object": 50, "host": 60, "code": 70}, "device", "id"
        display, facets, readonly = "{kind} {object}", "severity kind origin device", "*"
