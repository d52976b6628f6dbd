"""When a registered address was seen last."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Declared
from inventory.declare.vocabulary import Choice, Ref, moment, text
from inventory.reconcile.choices import PresenceState


class Presence(Declared):
    """Whether an address in use was seen of late, by whom at which port; made anew from sightings every few minutes.

    `witness` is who would see it now: a polled device with an address in the same network, that answers if one does.
    """

    id = models.BigAutoField(_("ID"), primary_key=True)
    address = Ref("ipam.IPAddress", _("address"), owned=True, related="presences")
    state = Choice(_("state"), PresenceState)
    last_seen = moment(_("last seen"))
    seen_by = Ref("dcim.Device", _("seen by"), null=True, keep=False, related="+")
    port = text(_("port"))
    witness = Ref("dcim.Device", _("witness"), null=True, keep=False, related="+")
    since = models.DateTimeField(_("in this state since"))

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["address"], _("address last seen"), _("addresses last seen")
        constraints = [models.UniqueConstraint(fields=["address"], name="presence_once")]

    class Inventory:
        path, plugin, menu, icon = "reconcile/presences", True, "audit/presence", "eye-search"
        brief, columns = "address state", "state address last_seen seen_by port witness since"
        display, key, parent, about = "{address.address}", "address", "address", "address"
        facets, readonly = "state seen_by witness", "*"
