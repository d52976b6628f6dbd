"""Virtual machines."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, Ref, natural
from inventory.declare.filters import HasAny
from inventory.declare.records import Primary
from inventory.declare.spec import Computed
from inventory.virtualization.choices import MachineStatus, StartOnBoot
from inventory.virtualization.rules.machines import addresses_are_its_own, machine_in_place


class VirtualMachine(Primary):
    """A virtual machine in a cluster, pinned to one of its hosts or not.

    Memory and disk are in MB; null means not stated.
    """

    name = models.CharField(_("name"), max_length=64)
    status = Choice(_("status"), MachineStatus, default=MachineStatus.ACTIVE)
    start_on_boot = Choice(_("start on boot"), StartOnBoot, default=StartOnBoot.OFF)
    site = Ref("dcim.Site", _("site"), null=True, related="virtual_machines")
    cluster = Ref("virtualization.Cluster", _("cluster"), null=True, related="virtual_machines")
    device = Ref(
        "dcim.Device", _("device"), null=True, related="virtual_machines", help_text=_("The host it is pinned to.")
    )
    role = Ref("dcim.DeviceRole", _("role"), null=True, related="virtual_machines")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="virtual_machines")
    platform = Ref("dcim.Platform", _("platform"), null=True, keep=False, related="virtual_machines")
    primary_ip4 = Ref("ipam.IPAddress", _("primary IPv4"), null=True, keep=False, related="+")
    primary_ip6 = Ref("ipam.IPAddress", _("primary IPv6"), null=True, keep=False, related="+")
    vcpus: models.DecimalField = models.DecimalField(
        _("vCPUs"), max_digits=6, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0.01)]
    )
    memory = models.PositiveIntegerField(_("memory"), null=True, blank=True, help_text=_("MB"))
    disk = models.PositiveIntegerField(_("disk"), null=True, blank=True, help_text=_("MB"))
    serial = models.CharField(_("serial number"), max_length=50, blank=True, default="")
    local_context_data: models.JSONField = models.JSONField(
        _("local context data"), null=True, blank=True, help_text=_("A JSON object for configuration templates.")
    )
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name = _("virtual machine")
        verbose_name_plural = _("virtual machines")
        constraints = [
            models.UniqueConstraint(
                Lower("name"), "cluster", "tenant", name="virtualization_machine_unique_name_cluster_tenant"
            ),
            models.UniqueConstraint(
                Lower("name"), "cluster", condition=models.Q(tenant__isnull=True),
                name="virtualization_machine_unique_name_cluster",
            ),
            models.UniqueConstraint(fields=["primary_ip4"], name="virtualization_machine_unique_primary_ip4"),
            models.UniqueConstraint(fields=["primary_ip6"], name="virtualization_machine_unique_primary_ip6"),
        ]  # fmt: skip
        indexes = [*Primary.Meta.indexes, models.Index(fields=["_name", "id"], name="virtualmachine_order")]

    class Inventory:
        path = "virtualization/virtual-machines"
        brief = "name description"
        columns = "name status site cluster role tenant vcpus memory disk primary_ip"
        search = {"name": 100, "serial": 60, "description": 500, "comments": 5000}
        counts = {
            "interface_count": "virtualization.vminterface.virtual_machine",
            "virtual_disk_count": "virtualization.virtualdisk.virtual_machine",
        }
        computed = {
            "primary_ip": Computed(
                "coalesce({t}.primary_ip6_id, {t}.primary_ip4_id)", "ref", _("primary IP"), target="ipam.ipaddress"
            ),
            "config_context": Computed("coalesce({t}.local_context_data, '{}'::jsonb)", "json", _("config context")),
        }
        filters = {
            "region": "site.region", "site_group": "site.group", "cluster_type": "cluster.type",
            "cluster_group": "cluster.group", "has_primary_ip": HasAny(("primary_ip4", "primary_ip6")),
        }  # fmt: skip
        rules = [machine_in_place, addresses_are_its_own]
        key = "cluster name"
        menu = "inventory/virtualisation"
        icon = "device-desktop"
        facets = "status cluster site role tenant platform"
