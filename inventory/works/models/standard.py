"""Standards."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Organizational, flag, json, text, unstated
from inventory.works.choices import Enforcement, StandardKind
from inventory.works.rules.standards import STANDARD_ACTIONS, STANDARD_RULES


class Standard(Organizational):
    """One rule that holds city-wide: how things are named, what must be stated, where addresses lie, what is bought.

    `object_type` and `fields` say of what; `where` narrows it to objects that satisfy look-ups, as permissions do.
    """

    kind = Choice(_("kind"), StandardKind)
    enforce = Choice(_("enforcement"), Enforcement, default=Enforcement.LIST)
    enabled = flag(_("enabled"), default=True)
    object_type = unstated(_("object type"), 100, _("As dcim.device."))
    fields = ArrayField(
        CharField(max_length=100), verbose_name=_("fields"), default=list, blank=True, help_text=_("As name, serial.")
    )
    pattern = text(_("pattern"), 500, _("Regular expression that the whole value satisfies."))
    example = text(_("example"), 200, _("A value that satisfies the pattern."))
    where = json(_("only where"), _('Look-ups, as {"role__slug": "core"}.'), null=True, blank=True)

    class Meta(Organizational.Meta):
        verbose_name, verbose_name_plural = _("standard"), _("standards")

    class Inventory:
        path, plugin, brief = "works/standards", True, "name slug kind enforce description"
        columns = "name kind object_type fields pattern enforce enabled"
        search = {"name": 100, "slug": 110, "description": 500, "comments": 5000}
        rules, actions = STANDARD_RULES, STANDARD_ACTIONS
        counts = {"prefix_count": "works.plannedprefix.standard", "type_count": "works.approvedtype.standard"}
        menu, icon, facets = "audit/standards", "adjustments", "kind enforce enabled"
