"""What a device stated last."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Record
from inventory.reconcile.choices import Section


class Observation(Record):
    """What a device stated last in one section of facts; a failed poll leaves it as it was.

    `payload` has the form of `collectors.facts`. An unchanged one only moves `last_seen`.
    """

    device = Ref("dcim.Device", _("device"), owned=True, related="observations")
    section = Choice(_("section"), Section)
    payload = models.JSONField(_("facts"))
    evidence = models.CharField(_("evidence"), max_length=200, default="", help_text=_("OID or table read."))
    digest = models.CharField(max_length=32)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"))
    last_changed = models.DateTimeField(_("last changed"))

    class Meta:
        ordering = ["device", "section"]
        verbose_name, verbose_name_plural = _("observation"), _("observations")
        constraints = [models.UniqueConstraint(fields=["device", "section"], name="observation_once")]

    class Inventory:
        about = "device"
        path, plugin, menu, icon = "reconcile/observations", True, "audit/collection", "eye"
        brief, columns = "section", "device section last_changed last_seen evidence"
        display, key, parent, hidden = "{device.name} {section}", "device section", "device", "digest"
        facets, readonly = "section", "device section payload evidence first_seen last_seen last_changed"
