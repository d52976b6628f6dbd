"""Templates of network services."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, named
from inventory.ipam.choices import ServiceProtocol
from inventory.ipam.rules.ports import PORT_FILTERS, PORTS_SAID, ports


class ServiceTemplate(Primary):
    """A network service as it is usually offered: HTTPS on TCP 443 and 8443."""

    name = named(unique=True)
    protocol = Choice(_("protocol"), ServiceProtocol, default=ServiceProtocol.TCP)
    ports = ports()
    said = PORTS_SAID

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("service template"), _("service templates")

    class Inventory:
        path, brief = "ipam/service-templates", "name protocol ports description"
        columns = "name protocol ports description"
        search = {"name": 100, "description": 500, "comments": 5000}
        filters, key = PORT_FILTERS, "name"
        display = "{name} ({said})"
        menu, icon, facets = "inventory/addresses", "clipboard-check", "protocol"
