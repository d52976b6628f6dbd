"""Service endpoints."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, InetField, Primary, Ref, flag, named, text, unique, whole
from inventory.services.choices import Protocol
from inventory.services.rules.services import can_be_asked

INSTEAD = _("Instead of the address that DNS states.")


class ServiceEndpoint(Primary):
    """Where a service can be asked: protocol, and a URL, a name or an address with port. Probes ask it from outside."""

    service = Ref("services.ApplicationService", _("service"), owned=True, related="endpoints")
    name = named()
    protocol = Choice(_("protocol"), Protocol)
    web_address = text(_("web address"), 500, _("For HTTP and HTTPS."))
    host = text(_("host name"), 255)
    address = Ref("ipam.IPAddress", _("IP address"), null=True, keep=False, related="service_endpoints")
    port = whole(_("port"), 1, 65535)
    segment = Ref("segments.Segment", _("segment"), null=True, related="service_endpoints")
    public = flag(_("public"), _("Reachable by citizens."))
    connect_address = InetField(_("connect to address"), null=True, blank=True, help_text=INSTEAD)
    connect_port = whole(_("connect to port"), 1, 65535)
    enabled = flag(_("enabled"), default=True)

    class Meta(Primary.Meta):
        ordering = ["service_id", "name", "id"]
        verbose_name, verbose_name_plural = _("service endpoint"), _("service endpoints")
        constraints = [unique("services_endpoint_unique_service_name", "service", "name")]

    class Inventory:
        path, plugin, brief = "services/endpoints", True, "service name protocol web_address port description"
        columns = "name service protocol web_address host address port segment public"
        search = {"name": 100, "web_address": 200, "host": 200, "description": 500}
        rules = [can_be_asked]
        groups = {"network": "protocol web_address host address port segment public connect_address connect_port"}
        display, key, parent = "{service.name}: {name}", "service name", "service"
        menu, icon, facets = "services/applications", "plug-connected", "service protocol segment public"
