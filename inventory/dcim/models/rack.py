"""Racks."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import RackAirflow, RackForm, RackStatus, RackWidth
from inventory.dcim.measured import Weighed, numbering, outside
from inventory.dcim.rules.places import rack_holds_its_devices, rack_in_site, rack_moved
from inventory.dcim.rules.racktypes import measures_have_units, take_measures
from inventory.dcim.scoped import SITE_FILTERS
from inventory.declare.spec import Action
from inventory.declare.vocabulary import (
    Choice,
    NumberChoice,
    Primary,
    Ref,
    named,
    natural,
    number,
    text,
    unique,
    unstated,
    whole,
)  # fmt: skip
from inventory.tenancy.owned import OWNED_FILTERS


class Rack(Primary, Weighed):
    """A frame or cabinet of `u_height` units in which devices are mounted.

    Units are counted from `starting_unit`, upwards, or downwards where `desc_units` is set. Measures of the outside
    are in `outer_unit`, weights in `weight_unit`, the mounting depth in millimetres.
    """

    name = named()
    facility_id = unstated(_("facility ID"), 50, _("Local name or code."))
    site = Ref("dcim.Site", _("site"), related="racks")
    location = Ref("dcim.Location", _("location"), null=True, keep=False, related="racks")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="racks")
    status = Choice(_("status"), RackStatus, default=RackStatus.ACTIVE)
    role = Ref("dcim.RackRole", _("role"), null=True, related="racks")
    serial = text(_("serial number"), 50, db_index=True)
    asset_tag = unstated(_("asset tag"), 50, unique=True)
    rack_type = Ref("dcim.RackType", _("rack type"), null=True, related="racks")
    form_factor = Choice(_("form factor"), RackForm, null=True)
    width = NumberChoice(_("width"), RackWidth, default=RackWidth.INCHES_19)
    u_height = number(_("height (U)"), 1, 100, default=42)
    starting_unit, desc_units = numbering()
    max_weight = whole(_("maximum weight"))
    outer_width, outer_height, outer_depth, outer_unit = outside()
    mounting_depth = whole(_("mounting depth"), hint=_("Millimetres."))
    airflow = Choice(_("airflow"), RackAirflow, null=True)
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["site_id", "location_id", "_name", "id"]
        verbose_name, verbose_name_plural = _("rack"), _("racks")
        constraints = [
            unique("dcim_rack_unique_location_name", "location", "name"),
            unique("dcim_rack_unique_location_facility_id", "location", "facility_id"),
        ]

    class Inventory:
        path = "dcim/racks"
        actions = [Action("elevation", "infoport.api.actions.elevation.Elevation")]
        brief = "name description"
        columns = "name site location status role tenant u_height device_count powerfeed_count"
        search = {"name": 100, "asset_tag": 50, "serial": 60, "facility_id": 200, "description": 500, "comments": 5000}
        counts = {"device_count": "dcim.device.rack", "powerfeed_count": "dcim.powerfeed.rack"}
        filters = SITE_FILTERS | OWNED_FILTERS
        prepare, saved = take_measures, rack_moved
        rules = [rack_in_site, measures_have_units, rack_holds_its_devices]
        display = "{name} ({facility_id})|{name}"
        key = "site name"
        menu, icon, facets = "inventory/racks", "server", "site location status role tenant"
