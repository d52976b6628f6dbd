"""Rack types."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import OuterUnit, RackForm, RackWidth
from inventory.dcim.measured import Weighed
from inventory.dcim.rules.racktypes import measures_have_units, racks_fit_type, racks_follow_type
from inventory.declare.vocabulary import (
    Choice,
    NumberChoice,
    Primary,
    Ref,
    flag,
    natural,
    number,
    slugged,
    unique,
    whole,
)  # fmt: skip


class RackType(Primary, Weighed):
    """A model of rack. Its racks take their measurements from it, and follow when they change.

    Measures of the outside are in `outer_unit`, weights in `weight_unit`, the mounting depth in millimetres.
    """

    manufacturer = Ref("dcim.Manufacturer", _("manufacturer"), related="rack_types")
    model = models.CharField(_("model"), max_length=100)
    slug = slugged(unique=True)
    form_factor = Choice(_("form factor"), RackForm)
    width = NumberChoice(_("width"), RackWidth, default=RackWidth.INCHES_19)
    u_height = number(_("height (U)"), 1, 100, default=42)
    starting_unit = number(_("starting unit"), 1, default=1)
    desc_units = flag(_("descending units"), _("Units are counted from the top."))
    max_weight = whole(_("maximum weight"))
    outer_width, outer_height = whole(_("outer width")), whole(_("outer height"))
    outer_depth, outer_unit = whole(_("outer depth")), Choice(_("outer unit"), OuterUnit, null=True)
    mounting_depth = whole(_("mounting depth"), hint=_("Millimetres."))
    _model = natural("model")

    class Meta(Primary.Meta):
        ordering = ["manufacturer__name", "_model", "id"]
        verbose_name, verbose_name_plural = _("rack type"), _("rack types")
        constraints = [unique("dcim_racktype_unique_manufacturer_model", "manufacturer", "model")]

    class Inventory:
        path = "dcim/rack-types"
        brief = "manufacturer model slug description rack_count"
        columns = "model manufacturer form_factor width u_height rack_count description"
        search = {"model": 100, "slug": 110, "description": 500, "comments": 5000}
        counts = {"rack_count": "dcim.rack.rack_type"}
        rules, saved = [measures_have_units, racks_fit_type], racks_follow_type
        display = "{model}"
        menu, icon, facets = "inventory/racks", "server", "manufacturer form_factor"
