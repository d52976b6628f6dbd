"""Isolation policies."""

from django.db.models import UniqueConstraint
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, Ref, day, text
from inventory.segments.choices import PairRule
from inventory.segments.rules.crossings import POLICY_COMPUTED, keeps_its_crossings, two_segments


class IsolationPolicy(Primary):
    """What may pass between two segments, and the document that says so; one for each pair, in either order.

    A pair without a policy is isolated where one of its segments is physically apart, and not stated otherwise.
    """

    first = Ref("segments.Segment", _("first segment"), owned=True, related="policies_first")
    second = Ref("segments.Segment", _("second segment"), owned=True, related="policies_second")
    rule = Choice(_("rule"), PairRule)
    document = text(_("basis"), 200, _("The document that orders it."))
    approved_by = text(_("approved by"), 100)
    approved = day(_("approved"))

    class Meta(Primary.Meta):
        ordering = ["first__weight", "second__weight", "id"]
        verbose_name, verbose_name_plural = _("isolation policy"), _("isolation policies")
        constraints = [UniqueConstraint(Least("first", "second"), Greatest("first", "second"), name="policy_of_pair")]

    class Inventory:
        path, plugin, brief = "segments/isolation-policies", True, "first second rule description"
        columns = "first second rule document approved_by approved crossing_count"
        search = {"document": 100, "description": 500, "comments": 5000}
        computed, rules = POLICY_COMPUTED, [two_segments, keeps_its_crossings]
        groups = {"network": "first second rule", "owner": "document approved_by"}
        display, key = "{first.name} / {second.name}", "first second"
        menu, icon, facets = "inventory/segments", "shield-lock", "rule first second"
