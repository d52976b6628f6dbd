"""Tenant groups."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Nested
from inventory.declare.spec import Computed
from inventory.declare.tree import count_below_sql, depth_sql, no_loop


class TenantGroup(Nested):
    """A branch of the organisation: the city's organs, the departments, the counties and districts.

    Groups nest; a filter by a group includes the tenants of the groups below it.
    """

    class Meta(Nested.Meta):
        verbose_name = _("tenant group")
        verbose_name_plural = _("tenant groups")

    class Inventory:
        path = "tenancy/tenant-groups"
        brief = "name slug description tenant_count _depth"
        columns = "name parent tenant_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        computed = {
            "tenant_count": Computed(count_below_sql("tenancy_tenantgroup", "tenancy_tenant", "group_id")),
            "_depth": Computed(depth_sql("tenancy_tenantgroup")),
        }
        rules = [no_loop]
        menu = "governance/organisation"
        icon = "hierarchy-2"
