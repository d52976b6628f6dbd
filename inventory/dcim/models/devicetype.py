"""Device types."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import Airflow, SubdeviceRole, WeightUnit
from inventory.dcim.rules.placement import half_units
from inventory.declare.fields import Choice, Ref, natural
from inventory.declare.records import Primary
from inventory.declare.spec import Computed


class DeviceType(Primary):
    """A model of one manufacturer.

    Its component templates are what every new device of the type gets: interfaces, console and power ports,
    outlets, front and rear ports, inventory items. A type without height needs no rack units.
    """

    manufacturer = Ref("dcim.Manufacturer", _("manufacturer"), related="device_types")
    default_platform = Ref("dcim.Platform", _("default platform"), null=True, keep=False, related="+")
    model = models.CharField(_("model"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100)
    part_number = models.CharField(_("part number"), max_length=50, blank=True, default="")
    u_height: models.DecimalField = models.DecimalField(
        _("height (U)"), max_digits=4, decimal_places=1, default=Decimal(1), help_text=_("In steps of half a unit."),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    exclude_from_utilization = models.BooleanField(_("exclude from utilization"), default=False)
    is_full_depth = models.BooleanField(
        _("is full depth"), default=True, help_text=_("Occupies both faces of its rack units.")
    )
    subdevice_role = Choice(_("parent/child status"), SubdeviceRole, null=True)
    airflow = Choice(_("airflow"), Airflow, null=True)
    weight: models.DecimalField = models.DecimalField(
        _("weight"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    weight_unit = Choice(_("weight unit"), WeightUnit, null=True)
    _model = natural("model")

    class Meta(Primary.Meta):
        ordering = ["manufacturer__name", "_model", "id"]
        verbose_name = _("device type")
        verbose_name_plural = _("device types")
        constraints = [
            models.UniqueConstraint(fields=["manufacturer", name], name=f"dcim_devicetype_unique_manufacturer_{name}")
            for name in ("model", "slug")
        ]

    class Inventory:
        path = "dcim/device-types"
        brief = "manufacturer model slug description device_count"
        columns = "model manufacturer part_number u_height is_full_depth device_count interface_template_count"
        search = {"model": 100, "part_number": 200, "slug": 110, "description": 500, "comments": 5000}
        counts = {
            "device_count": "dcim.device.device_type",
            "console_port_template_count": "dcim.consoleporttemplate.device_type",
            "power_port_template_count": "dcim.powerporttemplate.device_type",
            "power_outlet_template_count": "dcim.poweroutlettemplate.device_type",
            "interface_template_count": "dcim.interfacetemplate.device_type",
            "front_port_template_count": "dcim.frontporttemplate.device_type",
            "rear_port_template_count": "dcim.rearporttemplate.device_type",
            "device_bay_template_count": "dcim.devicebaytemplate.device_type",
            "inventory_item_template_count": "dcim.inventoryitemtemplate.device_type",
        }
        computed = {"front_image": Computed("NULL::text", "text"), "rear_image": Computed("NULL::text", "text")}
        rules = [half_units]
        display = "{model}"
        key = "manufacturer slug"
        menu = "inventory/devices"
        icon = "box"
        facets = "manufacturer"
