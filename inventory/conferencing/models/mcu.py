"""Multipoint control units."""

from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import Signalling, VenueStatus
from inventory.conferencing.rules.conferences import capacity_suffices, stands_in_for_another
from inventory.declare.vocabulary import Choice, InetField, Primary, Ref, named, number, text, whole


class Mcu(Primary):
    """A multipoint control unit: it joins the venues of a conference, one port each, as many as it has ports."""

    name, status = named(unique=True), Choice(_("status"), VenueStatus, default=VenueStatus.ACTIVE)
    device = Ref("dcim.Device", _("device"), null=True, related="mcus")
    address = Ref("ipam.IPAddress", _("IP address"), null=True, keep=False, related="mcus")
    venue = Ref("conferencing.Venue", _("venue"), null=True, keep=False, related="mcus")
    stand_in = Ref("self", _("stand-in"), null=True, keep=False, related="stands_in_for")
    ports, sip_port = number(_("ports"), 1, 10_000), whole(_("SIP port"), 1, 65535, _("Where terminals register."))
    bandwidth = whole(_("bandwidth"), 64, hint=_("kbit/s of all ports together."))
    signalling = Choice(_("signalling"), Signalling, default=Signalling.SIP)
    uri = text(_("call address"), 200, _("SIP URI or H.323 alias."))
    ask_address = InetField(_("ask at address"), null=True, blank=True, help_text=_("Instead of its IP address."))
    segment = Ref("segments.Segment", _("segment"), null=True, related="mcus")
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="mcus")

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("MCU"), _("MCUs")

    class Inventory:
        path, plugin, brief = "conferencing/mcus", True, "name status ports uri description"
        columns = "name status device address venue ports bandwidth stand_in conference_count"
        search, rules = {"name": 100, "uri": 200, "description": 500}, [stands_in_for_another, capacity_suffices]
        counts = {"conference_count": "conferencing.conference.mcu"}
        groups = {
            "network": "ports bandwidth signalling uri ask_address sip_port",
            "place": "venue device",
            "owner": "responsible",
        }
        menu, icon, facets = "services/venues", "server", "status signalling segment responsible"
