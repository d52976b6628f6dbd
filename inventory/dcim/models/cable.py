"""Cables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import CableStatus, LengthUnit
from inventory.dcim.connectors import CABLE_TYPES
from inventory.dcim.rules.cables import has_length_unit
from inventory.declare.fields import Choice, ColorField, Ref, Word
from inventory.declare.records import Primary
from inventory.declare.spec import Computed

ENDS = """ARRAY(SELECT e.termination_type || ':' || e.termination_id FROM dcim_cabletermination e
    WHERE e.cable_id = {t}.id AND e.cable_end = '%s' ORDER BY e.id)"""


class Cable(Primary):
    """A cable between the ports of its A end and those of its B end.

    A port ends at most one cable. A cable that is planned or being removed keeps its ports occupied.
    """

    type = Word(_("type"), CABLE_TYPES, null=True)
    status = Choice(_("status"), CableStatus, default=CableStatus.CONNECTED)
    tenant = Ref("tenancy.Tenant", _("tenant"), null=True, related="cables")
    label = models.CharField(_("label"), max_length=100, blank=True, default="", db_index=True)
    color = ColorField(_("color"), blank=True, default="")
    length: models.DecimalField = models.DecimalField(
        _("length"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    length_unit = Choice(_("length unit"), LengthUnit, null=True)

    class Meta(Primary.Meta):
        ordering = ["id"]
        verbose_name = _("cable")
        verbose_name_plural = _("cables")

    class Inventory:
        path = "dcim/cables"
        brief = "label description"
        columns = "label a_terminations b_terminations type status tenant color length length_unit"
        search = {"label": 100, "description": 500, "comments": 5000}
        computed = {
            "a_terminations": Computed(ENDS % "A", "ends", _("A end")),
            "b_terminations": Computed(ENDS % "B", "ends", _("B end")),
        }
        rules = [has_length_unit]
        display = "{label}"
        key = "id"
        menu = "inventory/cabling"
        icon = "link"
        facets = "type status tenant"
