"""Device types."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import Airflow, SubdeviceRole
from inventory.dcim.component import TEMPLATE_COUNTS
from inventory.dcim.measured import Weighed
from inventory.dcim.rules.bays import role_fits_bays
from inventory.dcim.rules.placement import half_units
from inventory.declare.vocabulary import Choice, Computed, Primary, Ref, flag, natural, slugged, text, unique


class DeviceType(Primary, Weighed):
    """A model of one manufacturer, with the components that every new device of it gets.

    A type without height needs no rack units; one of full depth occupies both faces of its units.
    """

    manufacturer = Ref("dcim.Manufacturer", _("manufacturer"), related="device_types")
    default_platform = Ref("dcim.Platform", _("default platform"), null=True, keep=False, related="+")
    model = models.CharField(_("model"), max_length=100)
    slug = slugged()
    part_number = text(_("part number"), 50)
    u_height: models.DecimalField[Decimal, Decimal] = models.DecimalField(
        _("height (U)"), max_digits=4, decimal_places=1, default=Decimal(1), help_text=_("In steps of half a unit."),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    exclude_from_utilization = flag(_("exclude from utilization"))
    is_full_depth = flag(_("is full depth"), _("Occupies both faces of its rack units."), default=True)
    subdevice_role = Choice(_("parent/child status"), SubdeviceRole, null=True)
    airflow = Choice(_("airflow"), Airflow, null=True)
    _model = natural("model")

    class Meta(Primary.Meta):
        ordering = ["manufacturer__name", "_model", "id"]
        verbose_name, verbose_name_plural = _("device type"), _("device types")
        constraints = [
            unique("dcim_devicetype_unique_manufacturer_model", "manufacturer", "model"),
            unique("dcim_devicetype_unique_manufacturer_slug", "manufacturer", "slug"),
        ]

    class Inventory:
        path = "dcim/device-types"
        brief = "manufacturer model slug description device_count"
        columns = "model manufacturer part_number u_height is_full_depth device_count interface_template_count"
        search = {"model": 100, "part_number": 200, "slug": 110, "description": 500, "comments": 5000}
        counts = {"device_count": "dcim.device.device_type", **TEMPLATE_COUNTS}
        computed = {"front_image": Computed("NULL::text", "text"), "rear_image": Computed("NULL::text", "text")}
        rules = [half_units, role_fits_bays]
        display = "{model}"
        key = "manufacturer slug"
        menu, icon, facets = "inventory/devices", "box", "manufacturer"
