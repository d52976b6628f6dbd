"""Racks."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import OuterUnit, RackAirflow, RackForm, RackStatus, RackWidth, WeightUnit
from inventory.dcim.rules.places import rack_holds_its_devices, rack_in_site
from inventory.declare.fields import Choice, NumberChoice, Ref, natural
from inventory.declare.records import Primary


class Rack(Primary):
    """A frame or cabinet of `u_height` units in which devices are mounted.

    Units are counted from `starting_unit`, upwards, or downwards where `desc_units` is set. Measures of the
    outside are in `outer_unit`, weights in `weight_unit`, the mounting depth in millimetres.
    """

    name = models.CharField(_("name"), max_length=100)
    facility_id = models.CharField(
        _("facility ID"), max_length=50, null=True, blank=True, help_text=_("Local name or code.")
    )
    site = Ref("dcim.Site", _("site"), related="racks")
    location = Ref("dcim.Location", _("location"), null=True, keep=False, related="racks")
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="racks")
    status = Choice(_("status"), RackStatus, default=RackStatus.ACTIVE)
    role = Ref("dcim.RackRole", _("role"), null=True, related="racks")
    serial = models.CharField(_("serial number"), max_length=50, blank=True, default="", db_index=True)
    asset_tag = models.CharField(_("asset tag"), max_length=50, null=True, blank=True, unique=True)
    form_factor = Choice(_("form factor"), RackForm, null=True)
    width = NumberChoice(_("width"), RackWidth, default=RackWidth.INCHES_19)
    u_height = models.PositiveSmallIntegerField(
        _("height (U)"), default=42, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    starting_unit = models.PositiveSmallIntegerField(_("starting unit"), default=1, validators=[MinValueValidator(1)])
    desc_units = models.BooleanField(
        _("descending units"), default=False, help_text=_("Units are counted from the top.")
    )
    weight: models.DecimalField = models.DecimalField(
        _("weight"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    max_weight = models.PositiveIntegerField(_("maximum weight"), null=True, blank=True)
    weight_unit = Choice(_("weight unit"), WeightUnit, null=True)
    outer_width = models.PositiveSmallIntegerField(_("outer width"), null=True, blank=True)
    outer_height = models.PositiveSmallIntegerField(_("outer height"), null=True, blank=True)
    outer_depth = models.PositiveSmallIntegerField(_("outer depth"), null=True, blank=True)
    outer_unit = Choice(_("outer unit"), OuterUnit, null=True)
    mounting_depth = models.PositiveSmallIntegerField(
        _("mounting depth"), null=True, blank=True, help_text=_("Millimetres.")
    )
    airflow = Choice(_("airflow"), RackAirflow, null=True)
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["site_id", "location_id", "_name", "id"]
        verbose_name = _("rack")
        verbose_name_plural = _("racks")
        constraints = [
            models.UniqueConstraint(fields=["location", name], name=f"dcim_rack_unique_location_{name}")
            for name in ("name", "facility_id")
        ]

    class Inventory:
        path = "dcim/racks"
        brief = "name description"
        columns = "name site location status role tenant u_height device_count powerfeed_count"
        search = {"name": 100, "asset_tag": 50, "serial": 60, "facility_id": 200, "description": 500, "comments": 5000}
        counts = {"device_count": "dcim.device.rack", "powerfeed_count": "dcim.powerfeed.rack"}
        filters = {"region": "site.region", "site_group": "site.group"}
        rules = [rack_in_site, rack_holds_its_devices]
        display = "{name} ({facility_id})|{name}"
        key = "site name"
        menu = "inventory/racks"
        icon = "server"
        facets = "site location status role tenant"
