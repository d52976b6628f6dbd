"""Somebody who answered and is not registered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, InetField, Record, Ref, moment, text
from inventory.discovery.choices import CandidateState, Layer
from inventory.discovery.rules.candidates import CANDIDATE_ACTIONS


class Candidate(Record):
    """What answered at an address of a segment, last; `facts` has the form of `collectors.facts`."""

    address = InetField(_("address"))
    segment = Ref("segments.Segment", _("segment"), owned=True, related="candidates")
    range = Ref("discovery.Range", _("discovery range"), null=True, keep=False, related="candidates")
    state = Choice(_("state"), CandidateState, default=CandidateState.NEW)
    layer = Choice(_("how far it came"), Layer)
    reason, name = text(_("reason"), 300), text(_("name"), 200)
    vendor, model = text(_("vendor")), text(_("model"), 200)
    serial, platform = text(_("serial number")), text(_("platform"))
    key = Ref("discovery.Key", _("discovery credential"), null=True, keep=False, related="candidates")
    device = Ref("dcim.Device", _("device"), null=True, keep=False, related="candidates")
    facts, tries = models.JSONField(_("facts"), null=True), models.JSONField(_("tries"), default=list)
    first_seen, last_seen = moment(_("first seen")), moment(_("last seen"))
    ignored_until, note = moment(_("ignored until")), text(_("note"), 300)

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["address", "id"], _("candidate"), _("candidates")
        constraints = [models.UniqueConstraint(fields=["segment", "address"], name="candidate_once")]

    class Inventory:
        path, plugin, menu, icon = "discovery/candidates", True, "audit/discovery", "search"
        brief, columns = "address name", "state address name vendor model segment layer device last_seen"
        display, key, parent, search = "{address}", "segment address", "range", {"name": 100, "serial": 110}
        about, facets, actions = "device", "state layer segment vendor", CANDIDATE_ACTIONS
        readonly, hidden = "*", "facts tries"
