"""Cable terminations."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.choices import CableEnd
from inventory.dcim.rules.cables import COMPATIBLE
from inventory.declare.vocabulary import GenericRef, Record, Ref, Word, unique, whole


class CableTermination(Record):
    """That one end of a cable is plugged into one port. It is written through its cable."""

    cable = Ref("dcim.Cable", _("cable"), owned=True, related="terminations")
    cable_end = Word(_("end"), CableEnd, max_length=1)
    connector = whole(_("connector"), 1, hint=_("Of a cable with a profile: which of the end's connectors."))
    termination = GenericRef(_("termination"), tuple(COMPATIBLE), null=False, owned=True)

    class Meta:
        ordering = ["cable_id", "cable_end", "connector", "id"]
        verbose_name, verbose_name_plural = _("cable termination"), _("cable terminations")
        constraints = [unique("dcim_cabletermination_unique_termination", "termination_type", "termination_id")]

    class Inventory:
        path = "dcim/cable-terminations"
        brief = "cable cable_end connector termination_type termination_id"
        columns = "cable cable_end connector termination"
        readonly = "*"
        display = "{cable.label} {cable_end}|#{cable.id} {cable_end}"
        key = "termination_type termination_id"
        parent = about = "cable"
        menu, icon = "inventory/cabling", "plug-connected"
