"""Where discovery looks."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import CidrField, Primary, Ref, flag, named, number
from inventory.discovery.rules.ranges import RANGE_ACTIONS, SWEPT, within_segment


class Range(Primary):
    """Addresses of a segment that are looked through for devices nobody registered.

    They lie within the prefixes of the segment, and are asked with its credentials (`Key`) and no others.
    """

    name = named(unique=True)
    segment = Ref("segments.Segment", _("segment"), related="discovery_ranges")
    prefix = CidrField(_("prefix"), help_text=_("Within a prefix of the segment; at most 4,096 addresses."))
    site = Ref("dcim.Site", _("site"), null=True, keep=False, related="discovery_ranges")
    interval = number(_("every"), hint=_("Hours; 0 is only when somebody asks."), default=24)
    follow = flag(_("follow neighbours"), _("Also ask the neighbours that known devices of the segment name."))
    enabled = flag(_("enabled"), default=True)

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("discovery range"), _("discovery ranges")

    class Inventory:
        path, plugin, brief = "discovery/ranges", True, "name prefix description"
        columns = "name segment prefix state found last_ended interval enabled candidate_count"
        search = {"name": 100, "prefix": 110, "description": 500}
        counts = {"candidate_count": "discovery.candidate.range"}
        computed, actions, rules = SWEPT, RANGE_ACTIONS, [within_segment]
        groups = {"network": "segment prefix", "place": "site", "life": "interval follow enabled"}
        menu, icon, facets = "audit/discovery", "eye-search", "segment enabled"
