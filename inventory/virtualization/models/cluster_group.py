"""Cluster groups."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Organizational


class ClusterGroup(Organizational):
    """Clusters that belong together, as those of one machine room or one tender."""

    class Meta(Organizational.Meta):
        verbose_name = _("cluster group")
        verbose_name_plural = _("cluster groups")

    class Inventory:
        path = "virtualization/cluster-groups"
        columns = "name cluster_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"cluster_count": "virtualization.cluster.group"}
        menu = "inventory/virtualisation"
        icon = "stack-2"
