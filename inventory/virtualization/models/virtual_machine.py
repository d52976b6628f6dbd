"""Virtual machines."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Action
from inventory.declare.vocabulary import (
    Choice,
    Primary,
    Ref,
    decimal,
    index,
    json,
    named,
    natural,
    text,
    unique,
    whole,
)  # fmt: skip
from inventory.virtualization.allocated import MACHINE_COMPUTED, MACHINE_COUNTS, MACHINE_FILTERS
from inventory.virtualization.choices import MachineStatus, StartOnBoot
from inventory.virtualization.rules.machines import addresses_are_its_own, machine_in_place

WITHOUT_TENANT = models.Q(tenant__isnull=True)


class VirtualMachine(Primary):
    """A virtual machine in a cluster, pinned to one of its hosts or not; what is not stated is null."""

    name = named(64)
    status = Choice(_("status"), MachineStatus, default=MachineStatus.ACTIVE)
    start_on_boot = Choice(_("start on boot"), StartOnBoot, default=StartOnBoot.OFF)
    site = Ref("dcim.Site", _("site"), null=True, related="virtual_machines")
    cluster = Ref("virtualization.Cluster", _("cluster"), null=True, related="virtual_machines")
    device = Ref("dcim.Device", _("pinned to"), null=True, related="virtual_machines")
    role = Ref("dcim.DeviceRole", _("role"), null=True, related="virtual_machines")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="virtual_machines")
    platform = Ref("dcim.Platform", _("platform"), null=True, keep=False, related="virtual_machines")
    primary_ip4 = Ref("ipam.IPAddress", _("primary IPv4"), null=True, keep=False, related="+")
    primary_ip6 = Ref("ipam.IPAddress", _("primary IPv6"), null=True, keep=False, related="+")
    vcpus = decimal(_("vCPUs"), 6, 2, (0.01, 9999))
    memory = whole(_("memory"), hint=_("MB"))
    disk = whole(_("disk"), hint=_("MB"))
    serial = text(_("serial number"), 50)
    config_template = Ref(
        "extras.ConfigTemplate", _("config template"), null=True, keep=False, related="virtual_machines"
    )
    local_context_data = json(_("local context data"), _("For configuration templates."), null=True, blank=True)
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name, verbose_name_plural = _("virtual machine"), _("virtual machines")
        constraints = [
            models.UniqueConstraint(
                Lower("name"), "cluster", "tenant", name="virtualization_machine_unique_name_tenant"
            ),
            models.UniqueConstraint(
                Lower("name"), "cluster", condition=WITHOUT_TENANT, name="virtualization_machine_unique_name"
            ),
            unique("virtualization_machine_unique_primary_ip4", "primary_ip4"),
            unique("virtualization_machine_unique_primary_ip6", "primary_ip6"),
        ]
        indexes = [*Primary.Meta.indexes, index("virtualmachine_order", "_name", "id")]

    class Inventory:
        path = "virtualization/virtual-machines"
        brief = "name description"
        columns = "name status site cluster role tenant vcpus memory disk primary_ip"
        search = {"name": 100, "serial": 60, "description": 500, "comments": 5000}
        counts, computed = MACHINE_COUNTS, MACHINE_COMPUTED
        filters = MACHINE_FILTERS
        rules = [machine_in_place, addresses_are_its_own]
        actions = [Action("render-config", "infoport.api.actions.rendering.RenderConfig")]
        key = "cluster name"
        menu, icon = "inventory/virtualisation", "device-desktop"
        facets = "status cluster site role tenant platform"
