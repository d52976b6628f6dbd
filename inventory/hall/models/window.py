"""Windows and offices."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, Ref, Refs, named, natural, unique
from inventory.hall.choices import WindowKind, WindowStatus
from inventory.hall.rules.places import located_in_site


class Window(Primary):
    """A window of the service hall or an office: who sits there, and which networks it shall reach.

    `location` is its floor or hall; null means that only its site is known.
    """

    name = named()
    kind = Choice(_("kind"), WindowKind, default=WindowKind.WINDOW)
    status = Choice(_("status"), WindowStatus, default=WindowStatus.ACTIVE)
    site = Ref("dcim.Site", _("site"), related="windows")
    location = Ref("dcim.Location", _("location"), null=True, related="windows")
    tenant = Ref("tenancy.Tenant", _("department"), null=True, related="windows", help_text=_("Who sits there."))
    segments = Refs("segments.Segment", _("segments"), related="windows", help_text=_("Networks it shall reach."))
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["site_id", "_name", "id"]
        verbose_name, verbose_name_plural = _("window or office"), _("windows and offices")
        constraints = [unique("hall_window_unique_site_name", "site", "name")]

    class Inventory:
        path, plugin, brief = "hall/windows", True, "name kind description"
        columns = "name kind status site location tenant segments outlet_count"
        search = {"name": 100, "description": 500, "comments": 5000}
        counts, rules = {"outlet_count": "hall.outlet.window"}, [located_in_site]
        filters = {"region": "site.region", "site_group": "site.group", "tenant_group": "tenant.group"}
        key, groups = "site name", {"network": "segments"}
        menu, icon, facets = "inventory/hall", "door", "kind status site location tenant segments"
