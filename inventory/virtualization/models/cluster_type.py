"""Cluster types."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Organizational


class ClusterType(Organizational):
    """The technology of a cluster: KVM, VMware, a container platform."""

    class Meta(Organizational.Meta):
        verbose_name = _("cluster type")
        verbose_name_plural = _("cluster types")

    class Inventory:
        path = "virtualization/cluster-types"
        columns = "name cluster_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"cluster_count": "virtualization.cluster.type"}
        menu = "inventory/virtualisation"
        icon = "stack-2"
