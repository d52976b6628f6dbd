"""Cables."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.cable_filters import CABLE_FILTERS
from inventory.dcim.choices import CableStatus, LengthUnit
from inventory.dcim.connectors import CABLE_TYPES
from inventory.dcim.profiles import CABLE_PROFILES
from inventory.dcim.rules.cables import CABLE_COMPUTED, ENDS, has_length_unit, prepare, saved
from inventory.declare.vocabulary import Choice, ColorField, Primary, Ref, Word, decimal, text


class Cable(Primary):
    """A cable between the ports of its A end and those of its B end.

    A port ends at most one cable. A cable that is planned or being removed keeps its ports occupied. Without a profile
    every port of one end leads to every port of the other.
    """

    type = Word(_("type"), CABLE_TYPES, null=True)
    status = Choice(_("status"), CableStatus, default=CableStatus.CONNECTED)
    profile = Choice(_("profile"), CABLE_PROFILES, null=True, help_text=_("Which connectors lead to which."))
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="cables")
    bundle = Ref("dcim.CableBundle", _("bundle"), null=True, keep=False, related="cables")
    label = text(_("label"), 100, db_index=True)
    color = ColorField(_("color"), blank=True, default="")
    length = decimal(_("length"), 8, 2, (0, 1_000_000))
    length_unit = Choice(_("length unit"), LengthUnit, null=True)

    class Meta(Primary.Meta):
        ordering = ["id"]
        verbose_name, verbose_name_plural = _("cable"), _("cables")

    class Inventory:
        path = "dcim/cables"
        brief = "label description"
        columns = "label a_terminations b_terminations type status tenant color length length_unit"
        search = {"label": 100, "description": 500, "comments": 5000}
        computed, filters = CABLE_COMPUTED, CABLE_FILTERS
        accepts = dict.fromkeys(ENDS.values(), "json")
        rules = [has_length_unit]
        prepare, saved = prepare, saved
        display, key = "{label}", "id"
        menu, icon, facets = "inventory/cabling", "link", "type status tenant bundle"
