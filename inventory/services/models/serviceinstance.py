"""Service instances."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, GenericRef, Ref
from inventory.declare.records import Primary
from inventory.services.choices import InstanceMode, InstanceRole, ServiceStatus


class ServiceInstance(Primary):
    """A part of an application service that runs on one host, a device or a virtual machine.

    Active instances of one role share the load: the service is degraded when one of them fails and down when
    all do.
    """

    service = Ref("services.ApplicationService", _("service"), owned=True, related="instances")
    host = GenericRef(_("host"), ("dcim.device", "virtualization.virtualmachine"), null=False, owned=True)
    name = models.CharField(_("name"), max_length=100)
    role = Choice(_("role"), InstanceRole, default=InstanceRole.APPLICATION)
    mode = Choice(_("mode"), InstanceMode, default=InstanceMode.ACTIVE)
    status = Choice(_("status"), ServiceStatus, default=ServiceStatus.ACTIVE)
    software = models.CharField(_("software"), max_length=100, blank=True, default="")
    version = models.CharField(_("version"), max_length=50, blank=True, default="")

    class Meta(Primary.Meta):
        ordering = ["service_id", "name", "id"]
        verbose_name = _("service instance")
        verbose_name_plural = _("service instances")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "host_type", "host_id", "name"], name="services_instance_unique_service_host_name"
            )
        ]

    class Inventory:
        path = "services/instances"
        plugin = True
        brief = "service name role mode description"
        columns = "name service host role mode status software version"
        search = {"name": 100, "software": 300, "description": 500}
        display = "{service.name}: {name}"
        key = "service name host_type host_id"
        parent = "service"
        menu = "services/applications"
        icon = "server"
        facets = "service role mode status"
