"""Service endpoints."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Primary
from inventory.services.choices import Protocol
from inventory.services.rules.services import can_be_asked


class ServiceEndpoint(Primary):
    """Where a service can be asked: protocol, and a URL, a name or an address with port.

    Probes ask it from outside.
    """

    service = Ref("services.ApplicationService", _("service"), owned=True, related="endpoints")
    name = models.CharField(_("name"), max_length=100)
    protocol = Choice(_("protocol"), Protocol)
    url = models.CharField(_("URL"), max_length=500, blank=True, default="", help_text=_("For HTTP and HTTPS."))
    host = models.CharField(_("host name"), max_length=255, blank=True, default="")
    address = Ref("ipam.IPAddress", _("IP address"), null=True, keep=False, related="service_endpoints")
    port = models.PositiveIntegerField(
        _("port"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    segment = Ref("segments.Segment", _("segment"), null=True, related="service_endpoints")
    public = models.BooleanField(_("public"), default=False, help_text=_("Reachable by citizens."))
    enabled = models.BooleanField(_("enabled"), default=True)

    class Meta(Primary.Meta):
        ordering = ["service_id", "name", "id"]
        verbose_name = _("service endpoint")
        verbose_name_plural = _("service endpoints")
        constraints = [
            models.UniqueConstraint(fields=["service", "name"], name="services_endpoint_unique_service_name")
        ]

    class Inventory:
        path = "services/endpoints"
        plugin = True
        brief = "service name protocol url port description"
        columns = "name service protocol url host address port segment public"
        search = {"name": 100, "url": 200, "host": 200, "description": 500}
        rules = [can_be_asked]
        display = "{service.name}: {name}"
        groups = {"network": "protocol url host address port segment public"}
        key = "service name"
        parent = "service"
        menu = "services/applications"
        icon = "plug-connected"
        facets = "service protocol segment public"
