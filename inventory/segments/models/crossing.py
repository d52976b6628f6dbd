"""Crossings."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Holds, Primary, Ref, day, named, required, text
from inventory.segments.choices import CrossingKind, CrossingStatus, Transport
from inventory.segments.rules.crossings import CROSSING_COMPUTED, CROSSING_RULES, IN_FORCE


class Crossing(Primary):
    """A way allowed from one segment to another and back for answers; `valid_until` null means no end was set."""

    name = named(unique=True)
    source = Ref("segments.Segment", _("from segment"), related="crossings_out")
    target = Ref("segments.Segment", _("to segment"), related="crossings_in")
    kind = Choice(_("kind"), CrossingKind)
    status = Choice(_("status"), CrossingStatus, default=CrossingStatus.REQUESTED)
    device = Ref("dcim.Device", _("through device"), null=True, related="crossings")
    interface = Ref("dcim.Interface", _("through interface"), null=True, keep=False, related="crossings")
    service = Ref("services.ApplicationService", _("for service"), null=True, keep=False, related="crossings")
    purpose = required(_("purpose"), 200)
    transport = Choice(_("protocol"), Transport, default=Transport.TCP)
    ports = text(_("ports"), 200, _("As 443, 8000-8010; empty for all."))
    approved_by, approved = text(_("approved by"), 100), day(_("approved"))
    valid_until = day(_("valid until"))

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("crossing"), _("crossings")

    class Inventory:
        path, plugin, brief = "segments/crossings", True, "name source target kind status description"
        columns = "name source target kind status device purpose transport ports valid_until in_force"
        search = {"name": 100, "purpose": 200, "ports": 300, "description": 500, "comments": 5000}
        computed, rules = CROSSING_COMPUTED, CROSSING_RULES
        filters = {"in_force": Holds(IN_FORCE, _("in force"))}
        groups = {"network": "source target kind device interface transport ports", "owner": "service approved_by"}
        menu, icon, facets = "inventory/segments", "arrows-split-2", "source target kind status device"
