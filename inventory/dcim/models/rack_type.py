"""Rack types."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import RackForm, RackWidth
from inventory.dcim.measured import Weighed, numbering, outside
from inventory.dcim.rules.racktypes import measures_have_units, racks_fit_type, racks_follow_type
from inventory.declare.vocabulary import Choice, NumberChoice, Primary, Ref, natural, number, slugged, unique, whole


class RackType(Primary, Weighed):
    """A model of rack. Its racks take their measurements from it, and follow when they change.

    Measures of the outside are in `outer_unit`, weights in `weight_unit`, the mounting depth in millimetres.
    """

    manufacturer = Ref("dcim.Manufacturer", _("manufacturer"), related="rack_types")
    model, slug = models.CharField(_("model"), max_length=100), slugged(unique=True)
    form_factor = Choice(_("form factor"), RackForm)
    width = NumberChoice(_("width"), RackWidth, default=RackWidth.INCHES_19)
    u_height = number(_("height (U)"), 1, 100, default=42)
    starting_unit, desc_units = numbering()
    max_weight = whole(_("maximum weight"))
    outer_width, outer_height, outer_depth, outer_unit = outside()
    mounting_depth = whole(_("mounting depth"), hint=_("Millimetres."))
    _model = natural("model")

    class Meta(Primary.Meta):
        ordering = ["manufacturer__name", "_model", "id"]
        verbose_name, verbose_name_plural = _("rack type"), _("rack types")
        constraints = [unique("dcim_racktype_unique_manufacturer_model", "manufacturer", "model")]

    class Inventory:
        path, display, counts = "dcim/rack-types", "{model}", {"rack_count": "dcim.rack.rack_type"}
        brief = "manufacturer model slug description rack_count"
        columns = "model manufacturer form_factor width u_height rack_count description"
        search = {"model": 100, "slug": 110, "description": 500, "comments": 5000}
        rules, saved = [measures_have_units, racks_fit_type], racks_follow_type
        menu, icon, facets = "inventory/racks", "server", "manufacturer form_factor"
