"""Clusters."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.scoped import placed
from inventory.declare.vocabulary import Choice, GenericRef, Primary, Ref, named, natural, unique
from inventory.tenancy.owned import OWNED_FILTERS
from inventory.virtualization.allocated import CLUSTER_COMPUTED, CLUSTER_COUNTS
from inventory.virtualization.choices import ClusterStatus

PLACES = ("dcim.region", "dcim.sitegroup", "dcim.site", "dcim.location")


class Cluster(Primary):
    """Hosts that run virtual machines together; what is allocated is what its machines state."""

    name = named()
    type = Ref("virtualization.ClusterType", _("type"), related="clusters")
    group = Ref("virtualization.ClusterGroup", _("group"), null=True, related="clusters")
    status = Choice(_("status"), ClusterStatus, default=ClusterStatus.ACTIVE)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="clusters")
    scope = GenericRef(_("scope"), PLACES)
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name, verbose_name_plural = _("cluster"), _("clusters")
        constraints = [unique("virtualization_cluster_unique_group_name", "group", "name")]

    class Inventory:
        path = "virtualization/clusters"
        brief = "name description"
        columns = "name type group status tenant scope device_count virtualmachine_count"
        search = {"name": 100, "description": 500, "comments": 5000}
        counts, computed = CLUSTER_COUNTS, CLUSTER_COMPUTED
        filters = placed("scope") | OWNED_FILTERS
        menu, icon, facets = "inventory/virtualisation", "stack-2", "type group status tenant"
