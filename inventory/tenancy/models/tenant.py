"""Tenants."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Ref
from inventory.declare.records import Organizational


class Tenant(Organizational):
    """A department, county, district or other body that things belong to.

    It owns a hosted server, a rack, a prefix, a circuit, an application service. What has no tenant belongs to
    the Info Port itself.
    """

    group = Ref("tenancy.TenantGroup", _("group"), null=True, keep=False, related="tenants")

    class Meta(Organizational.Meta):
        verbose_name = _("tenant")
        verbose_name_plural = _("tenants")

    class Inventory:
        path = "tenancy/tenants"
        columns = "name group site_count device_count service_count description"
        search = {"name": 100, "slug": 110, "description": 500, "comments": 5000}
        counts = {
            "circuit_count": "circuits.circuit.tenant", "device_count": "dcim.device.tenant",
            "ipaddress_count": "ipam.ipaddress.tenant", "prefix_count": "ipam.prefix.tenant",
            "rack_count": "dcim.rack.tenant", "site_count": "dcim.site.tenant",
            "virtualmachine_count": "virtualization.virtualmachine.tenant", "vlan_count": "ipam.vlan.tenant",
            "vrf_count": "ipam.vrf.tenant", "cluster_count": "virtualization.cluster.tenant",
            "service_count": "services.applicationservice.tenant",
        }  # fmt: skip
        menu = "governance/organisation"
        icon = "building-bank"
        facets = "group"
