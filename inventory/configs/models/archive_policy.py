"""Archive policies."""

from django.utils.translation import gettext_lazy as _

from inventory.configs.rules.expressions import stale_after_interval
from inventory.declare.vocabulary import Primary, Refs, flag, named, natural, number


class ArchivePolicy(Primary):
    """Which active devices have their configuration archived, and how often.

    Empty platforms or roles mean any. Where several policies name a device, the first by name holds.
    """

    name = named(unique=True)
    enabled = flag(_("enabled"), default=True)
    platforms = Refs("dcim.Platform", _("platforms"), related="archive_policies")
    roles = Refs("dcim.DeviceRole", _("roles"), related="archive_policies")
    interval_hours = number(_("fetched every"), 1, 8760, _("Hours."), default=24)
    stale_hours = number(_("stale after"), 1, 8760, _("Hours without a successful fetch."), default=72)
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name, verbose_name_plural = _("archive policy"), _("archive policies")

    class Inventory:
        path, plugin, brief = "configs/policies", True, "name description"
        columns = "name enabled platforms roles interval_hours stale_hours description"
        search, rules = {"name": 100, "description": 500}, [stale_after_interval]
        menu, icon, facets = "audit/configs", "database", "enabled"
