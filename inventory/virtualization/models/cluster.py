"""Clusters."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, GenericRef, Ref, natural
from inventory.declare.records import Primary
from inventory.declare.spec import Computed
from inventory.virtualization.choices import ClusterStatus

MACHINES = "FROM virtualization_virtualmachine m WHERE m.cluster_id = {t}.id"


class Cluster(Primary):
    """Hosts that run virtual machines together. Allocated memory is in MB, disk in MB, as the machines state them."""

    name = models.CharField(_("name"), max_length=100)
    type = Ref("virtualization.ClusterType", _("type"), related="clusters")
    group = Ref("virtualization.ClusterGroup", _("group"), null=True, related="clusters")
    status = Choice(_("status"), ClusterStatus, default=ClusterStatus.ACTIVE)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="clusters")
    scope = GenericRef(_("scope"), ("dcim.region", "dcim.sitegroup", "dcim.site", "dcim.location"))
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        constraints = [
            models.UniqueConstraint(fields=["group", "name"], name="virtualization_cluster_unique_group_name")
        ]

    class Inventory:
        path = "virtualization/clusters"
        brief = "name description"
        columns = "name type group status tenant scope device_count virtualmachine_count"
        search = {"name": 100, "description": 500, "comments": 5000}
        counts = {
            "device_count": "dcim.device.cluster", "virtualmachine_count": "virtualization.virtualmachine.cluster",
        }  # fmt: skip
        computed = {
            "allocated_vcpus": Computed(
                f"SELECT coalesce(sum(m.vcpus), 0) {MACHINES}", "decimal", _("allocated vCPUs")
            ),
            "allocated_memory": Computed(
                f"SELECT coalesce(sum(m.memory), 0) {MACHINES}", "integer", _("allocated memory"), unit="MB"
            ),
            "allocated_disk": Computed(
                f"SELECT coalesce(sum(m.disk), 0) {MACHINES}", "integer", _("allocated disk"), unit="MB"
            ),
        }
        menu = "inventory/virtualisation"
        icon = "stack-2"
        facets = "type group status tenant"
