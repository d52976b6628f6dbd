"""Planned prefixes."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import CidrField, Ref, Tagged, text, unique
from inventory.works.rules.standards import belongs_to_address_plan


class PlannedPrefix(Tagged):
    """A block of the address plan: prefixes and addresses of a segment, at a site or anywhere, lie in one of these."""

    standard = Ref("works.Standard", _("standard"), owned=True, related="planned_prefixes")
    prefix = CidrField(_("prefix"))
    segment = Ref("segments.Segment", _("segment"), related="planned_prefixes")
    site = Ref("dcim.Site", _("site"), null=True, related="planned_prefixes", help_text=_("Empty: anywhere."))
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["standard_id", "prefix", "id"]
        verbose_name, verbose_name_plural = _("planned prefix"), _("planned prefixes")
        constraints = [
            unique("works_plannedprefix_once", "standard", "prefix", "segment", "site", nulls_distinct=False)
        ]  # fmt: skip

    class Inventory:
        path, plugin, brief = "works/planned-prefixes", True, "standard prefix segment description"
        columns = "prefix standard segment site description"
        search, rules = {"prefix": 110, "description": 500}, [belongs_to_address_plan]
        display, key, parent = "{prefix}", "standard prefix segment site", "standard"
        menu, icon, facets = "audit/standards", "network", "standard segment site"
