"""Outposts."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary, Ref, Refs, flag, named, number
from inventory.outposts.rules.standing import STANDING, named_plainly


class Outpost(Primary):
    """A collector that runs where the core does not reach, and polls the devices of the segments it serves.

    How it stands is read from `Contact`, which history does not record. While it is not enabled the core polls instead.
    """

    name = named(unique=True)
    segments = Refs("segments.Segment", _("serves segments"), related="outposts")
    site = Ref("dcim.Site", _("site"), null=True, keep=False, related="outposts")
    enabled = flag(_("enabled"), _("Otherwise the core polls its devices."), default=True)
    contact_within = number(
        _("heard from within"), 10, hint=_("Seconds; longer without contact is late. A week is 604800."), default=300
    )

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("outpost"), _("outposts")

    class Inventory:
        path, plugin, brief = "outposts/outposts", True, "name enabled description"
        columns = "name segments enabled state last_seen sequence waiting oldest version error"
        search = {"name": 100, "description": 500, "comments": 5000}
        computed, rules = STANDING, [named_plainly]
        groups = {"network": "segments", "place": "site", "life": "enabled contact_within"}
        menu, icon, facets = "audit/outposts", "network", "enabled segments site"
