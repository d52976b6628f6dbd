"""Cable terminations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import CableEnd
from inventory.declare.fields import GenericRef, Ref, Word
from inventory.declare.records import Record


class CableTermination(Record):
    """That one end of a cable is plugged into one port. It is written through its cable."""

    cable = Ref("dcim.Cable", _("cable"), owned=True, related="terminations")
    cable_end = Word(_("end"), CableEnd, max_length=1)
    termination = GenericRef(_("termination"), null=False, owned=True)

    class Meta:
        ordering = ["cable_id", "cable_end", "id"]
        verbose_name = _("cable termination")
        verbose_name_plural = _("cable terminations")
        constraints = [
            models.UniqueConstraint(
                fields=["termination_type", "termination_id"], name="dcim_cabletermination_unique_termination"
            )
        ]

    class Inventory:
        path = "dcim/cable-terminations"
        brief = "cable cable_end termination_type termination_id"
        columns = "cable cable_end termination"
        readonly = "cable cable_end termination_type termination_id"
        display = "{cable.label} {cable_end}|#{cable.id} {cable_end}"
        key = "termination_type termination_id"
        parent = "cable"
        menu = "inventory/cabling"
        icon = "plug-connected"
