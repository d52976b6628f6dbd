"""Virtual chassis."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.rules.chassis import CHASSIS_COMPUTED, CHASSIS_FILTERS, deleting, master_is_member, prepare, saved
from inventory.declare.vocabulary import Primary, Ref, named, natural, text, unique


class VirtualChassis(Primary):
    """Switches that are managed as one: a stack. The master answers for all; `domain` is the stack's own identifier.

    Its members are the devices that name it, each at a position of its own.
    """

    name = named(64)
    domain = text(_("domain"), 30)
    master = Ref("dcim.Device", _("master"), null=True, keep=False, related="vc_master_for")
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name, verbose_name_plural = _("virtual chassis"), _("virtual chassis")
        constraints = [unique("dcim_virtualchassis_unique_master", "master")]

    class Inventory:
        path = "dcim/virtual-chassis"
        brief = "name master description member_count"
        columns = "name domain master member_count description"
        search = {"name": 100, "domain": 300, "description": 500}
        computed, filters = CHASSIS_COMPUTED, CHASSIS_FILTERS
        counts = {"member_count": "dcim.device.virtual_chassis"}
        rules = [master_is_member]
        prepare, saved, deleting = prepare, saved, deleting
        key = "name"
        menu, icon = "inventory/devices", "stack-2"
