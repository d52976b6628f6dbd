"""Venue endpoints."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import EndpointKind, Signalling, VenueStatus
from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Primary


class VenueEndpoint(Primary):
    """A terminal, MCU or other machine of a venue, and how it is called.

    `bandwidth` is that of one call, in kbit/s.
    """

    venue = Ref("conferencing.Venue", _("venue"), owned=True, related="endpoints")
    name = models.CharField(_("name"), max_length=100)
    kind = Choice(_("kind"), EndpointKind, default=EndpointKind.CODEC)
    status = Choice(_("status"), VenueStatus, default=VenueStatus.ACTIVE)
    device = Ref("dcim.Device", _("device"), null=True, related="venue_endpoints")
    address = Ref("ipam.IPAddress", _("IP address"), null=True, keep=False, related="venue_endpoints")
    signalling = Choice(_("signalling"), Signalling, default=Signalling.SIP)
    uri = models.CharField(
        _("call address"), max_length=200, blank=True, default="", help_text=_("SIP URI or H.323 alias.")
    )
    bandwidth = models.PositiveIntegerField(
        _("bandwidth"), null=True, blank=True, validators=[MinValueValidator(64)], help_text=_("kbit/s")
    )
    segment = Ref("segments.Segment", _("segment"), null=True, related="venue_endpoints")

    class Meta(Primary.Meta):
        ordering = ["venue_id", "name", "id"]
        verbose_name = _("venue endpoint")
        verbose_name_plural = _("venue endpoints")
        constraints = [
            models.UniqueConstraint(fields=["venue", "name"], name="conferencing_endpoint_unique_venue_name")
        ]

    class Inventory:
        path = "conferencing/endpoints"
        plugin = True
        brief = "venue name kind uri description"
        columns = "name venue kind status device address signalling uri bandwidth"
        search = {"name": 100, "uri": 200, "description": 500}
        display = "{venue.name}: {name}"
        groups = {"network": "signalling uri bandwidth"}
        key = "venue name"
        parent = "venue"
        menu = "services/venues"
        icon = "video"
        facets = "kind status signalling segment"
