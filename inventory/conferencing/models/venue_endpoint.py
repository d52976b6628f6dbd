"""Venue endpoints."""

from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import EndpointKind, Signalling, VenueStatus
from inventory.declare.vocabulary import Choice, InetField, Primary, Ref, named, text, unique, whole


class VenueEndpoint(Primary):
    """A terminal, MCU or other machine of a venue, and how it is called. `bandwidth` is that of one call, in kbit/s.

    `ask_address` is asked instead of its IP address; where `path_port` is stated, a STAMP reflector answers there.
    """

    venue = Ref("conferencing.Venue", _("venue"), owned=True, related="endpoints")
    name = named()
    kind = Choice(_("kind"), EndpointKind, default=EndpointKind.CODEC)
    status = Choice(_("status"), VenueStatus, default=VenueStatus.ACTIVE)
    device = Ref("dcim.Device", _("device"), null=True, related="venue_endpoints")
    address = Ref("ipam.IPAddress", _("IP address"), null=True, keep=False, related="venue_endpoints")
    signalling = Choice(_("signalling"), Signalling, default=Signalling.SIP)
    uri = text(_("call address"), 200, _("SIP URI or H.323 alias."))
    bandwidth = whole(_("bandwidth"), 64, hint=_("kbit/s"))
    ask_address = InetField(_("ask at address"), null=True, blank=True, help_text=_("Instead of its IP address."))
    sip_port, path_port = whole(_("SIP port"), 1, 65535), whole(_("reflector's port"), 1, 65535)
    segment = Ref("segments.Segment", _("segment"), null=True, related="venue_endpoints")

    class Meta(Primary.Meta):
        ordering = ["venue_id", "name", "id"]
        verbose_name, verbose_name_plural = _("venue endpoint"), _("venue endpoints")
        constraints = [unique("conferencing_endpoint_unique_venue_name", "venue", "name")]

    class Inventory:
        path, plugin, brief = "conferencing/endpoints", True, "venue name kind uri description"
        columns = "name venue kind status device address signalling uri bandwidth"
        search = {"name": 100, "uri": 200, "description": 500}
        groups = {"network": "signalling uri bandwidth ask_address sip_port path_port"}
        display, key, parent = "{venue.name}: {name}", "venue name", "venue"
        menu, icon, facets = "services/venues", "video", "kind status signalling segment"
