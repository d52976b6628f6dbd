"""When a thing was seen."""

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Record
from inventory.reconcile.choices import SightingKind


class Sighting(Record):
    """Since when and until when a device reported an address, a neighbour, a forwarding or an ARP entry.

    `last_seen` is exact to five minutes; a row stays when the thing is gone.
    """

    device = Ref("dcim.Device", _("device"), owned=True, related="sightings")
    kind = Choice(_("kind"), SightingKind)
    key = models.CharField(_("what"), max_length=300)
    detail = models.JSONField(_("detail"), default=dict)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"), db_index=True)

    class Meta:
        ordering = ["-last_seen", "id"]
        verbose_name, verbose_name_plural = _("sighting"), _("sightings")
        constraints = [models.UniqueConstraint(fields=["device", "kind", "key"], name="sighting_once")]
        indexes = [
            models.Index(fields=["kind", "key"], name="sighting_key"),
            *(models.Index(KeyTextTransform(name, "detail"), name=f"sighting_{name}") for name in ("mac", "address")),
        ]

    class Inventory:
        about = "device"
        path, plugin, menu, icon = "reconcile/sightings", True, "audit/collection", "eye-search"
        brief, columns = "kind key", "device kind key first_seen last_seen"
        search, display, key = {"key": 300}, "{key}", "device kind key"
        parent, facets, readonly = "device", "kind", "device kind key detail first_seen last_seen"
