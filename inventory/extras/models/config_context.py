"""Config contexts."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Action
from inventory.declare.vocabulary import Computed, Ref, Refs, flag, json, named, number, text
from inventory.declare.wired import TagSlugs
from inventory.extras.rules.sourced import is_object, take_file
from inventory.extras.sourced import Sourced


class ConfigContext(Sourced):
    """Data for configurations of all devices and virtual machines that lie in its scopes.

    A scope left empty admits everything; a scope that is a tree admits what lies below, too. What several contexts
    say is merged by weight, then name: the later one wins.
    """

    name = named(unique=True)
    weight = number(_("weight"), default=1000, hint=_("The heavier wins."))
    description = text(_("description"), 200)
    is_active = flag(_("is active"), default=True)
    regions = Refs("dcim.Region", _("regions"), related="+")
    site_groups = Refs("dcim.SiteGroup", _("site groups"), related="+")
    sites = Refs("dcim.Site", _("sites"), related="+")
    locations = Refs("dcim.Location", _("locations"), related="+")
    device_types = Refs("dcim.DeviceType", _("device types"), related="+")
    roles = Refs("dcim.DeviceRole", _("roles"), related="+")
    platforms = Refs("dcim.Platform", _("platforms"), related="+")
    cluster_types = Refs("virtualization.ClusterType", _("cluster types"), related="+")
    cluster_groups = Refs("virtualization.ClusterGroup", _("cluster groups"), related="+")
    clusters = Refs("virtualization.Cluster", _("clusters"), related="+")
    tenant_groups = Refs("tenancy.TenantGroup", _("tenant groups"), related="+")
    tenants = Refs("tenancy.Tenant", _("tenants"), related="+")
    owner = Ref("users.Owner", _("owner"), null=True, keep=False, related="+")
    tags = TagSlugs()
    data = json(_("data"), _("An object; it is merged with that of other contexts."))

    class Meta:
        ordering = ["weight", "name", "id"]
        verbose_name, verbose_name_plural = _("config context"), _("config contexts")

    class Inventory:
        path, menu, icon = "extras/config-contexts", "governance/settings", "adjustments"
        brief, columns = "name description", "name weight is_active regions sites roles tenants description"
        search = {"name": 100, "description": 500}
        filters = {
            "region": "regions", "site_group": "site_groups", "site": "sites", "location": "locations",
            "device_type": "device_types", "device_role": "roles", "platform": "platforms",
            "cluster_type": "cluster_types", "cluster_group": "cluster_groups", "cluster": "clusters",
            "tenant_group": "tenant_groups", "tenant": "tenants",
        }  # fmt: skip
        computed = {"profile": Computed("NULL::text", "text", _("profile"))}
        prepare, rules, readonly, facets = take_file, [is_object], "data_synced", "is_active"
        actions = [Action("sync", "infoport.api.actions.syncing.SyncContent")]
