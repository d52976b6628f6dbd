"""Service instances."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, GenericRef, Primary, Ref, named, text, unique
from inventory.services.choices import InstanceMode, InstanceRole, ServiceStatus


class ServiceInstance(Primary):
    """A part of an application service that runs on one host, a device or a virtual machine.

    Active instances of one role share the load: the service is degraded when one of them fails and down when all do.
    """

    service = Ref("services.ApplicationService", _("service"), owned=True, related="instances")
    host = GenericRef(_("host"), ("dcim.device", "virtualization.virtualmachine"), null=False, owned=True)
    name = named()
    role = Choice(_("role"), InstanceRole, default=InstanceRole.APPLICATION)
    mode = Choice(_("mode"), InstanceMode, default=InstanceMode.ACTIVE)
    status = Choice(_("status"), ServiceStatus, default=ServiceStatus.ACTIVE)
    software = text(_("software"), 100)
    version = text(_("version"), 50)

    class Meta(Primary.Meta):
        ordering = ["service_id", "name", "id"]
        verbose_name, verbose_name_plural = _("service instance"), _("service instances")
        constraints = [unique("services_instance_unique_host_name", "service", "host_type", "host_id", "name")]

    class Inventory:
        path, plugin, brief = "services/instances", True, "service name role mode description"
        columns = "name service host role mode status software version"
        search = {"name": 100, "software": 300, "description": 500}
        display, key, parent = "{service.name}: {name}", "service name host_type host_id", "service"
        menu, icon, facets = "services/applications", "server", "service role mode status"
