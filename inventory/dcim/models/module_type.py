"""Module types."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import ModuleAirflow
from inventory.dcim.component import MODULE_TEMPLATE_COUNTS
from inventory.dcim.measured import Weighed
from inventory.dcim.rules.placement import weight_has_unit
from inventory.declare.vocabulary import Choice, Primary, Ref, json, natural, text, unique


class ModuleType(Primary, Weighed):
    """A model of line card, power supply or other insert, with the components that it brings to its device."""

    profile = Ref("dcim.ModuleTypeProfile", _("profile"), null=True, related="module_types")
    manufacturer = Ref("dcim.Manufacturer", _("manufacturer"), related="module_types")
    model = models.CharField(_("model"), max_length=100)
    part_number = text(_("part number"), 50)
    airflow = Choice(_("airflow"), ModuleAirflow, null=True)
    attributes = json(_("attributes"), _("As the profile's schema has them."), null=True, blank=True)
    _model = natural("model")

    class Meta(Primary.Meta):
        ordering = ["manufacturer__name", "_model", "id"]
        verbose_name, verbose_name_plural = _("module type"), _("module types")
        constraints = [unique("dcim_moduletype_unique_manufacturer_model", "manufacturer", "model")]

    class Inventory:
        path = "dcim/module-types"
        brief = "profile manufacturer model description module_count"
        columns = "model manufacturer part_number profile module_count interface_template_count"
        search = {"model": 100, "part_number": 200, "description": 500, "comments": 5000}
        counts = {"module_count": "dcim.module.module_type", **MODULE_TEMPLATE_COUNTS}
        rules = [weight_has_unit]
        display = "{model}"
        key = "manufacturer model"
        menu, icon, facets = "inventory/devices", "cpu", "manufacturer profile"
