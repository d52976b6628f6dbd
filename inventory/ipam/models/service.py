"""Network services."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, GenericRef, Primary, Refs, index, named
from inventory.ipam.choices import ServiceProtocol
from inventory.ipam.rules.ports import PARENTS, PORTS_SAID, SERVICE_FILTERS, ports


class Service(Primary):
    """A protocol and ports on which a device or a virtual machine answers; `ipaddresses` empty: on all it has."""

    parent_object = GenericRef(_("parent"), PARENTS, null=False, owned=True, shown="parent")
    name = named(db_index=True)
    protocol = Choice(_("protocol"), ServiceProtocol, default=ServiceProtocol.TCP)
    ports = ports()
    ipaddresses = Refs("ipam.IPAddress", _("IP addresses"), related="services")
    said = PORTS_SAID

    class Meta(Primary.Meta):
        ordering = ["name", "protocol", "id"]
        verbose_name, verbose_name_plural = _("network service"), _("network services")
        indexes = [*Primary.Meta.indexes, index("ipam_service_parent", "parent_object_type", "parent_object_id")]

    class Inventory:
        path, brief = "ipam/services", "name protocol ports description"
        columns = "name parent protocol ports ipaddresses description"
        search = {"name": 100, "description": 500, "comments": 5000}
        filters, key = SERVICE_FILTERS, "parent_object_type parent_object_id name protocol"
        display = "{name} ({said})"
        menu, icon, facets = "inventory/addresses", "plug-connected", "protocol"
