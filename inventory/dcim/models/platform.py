"""Platforms."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Ref
from inventory.declare.records import Nested
from inventory.declare.spec import Computed
from inventory.declare.tree import count_below_sql, depth_sql, no_loop


class Platform(Nested):
    """The operating system of a device or virtual machine, as VRP or Debian 12. Platforms nest."""

    manufacturer = Ref("dcim.Manufacturer", _("manufacturer"), null=True, related="platforms")
    config_template = Ref("extras.ConfigTemplate", _("config template"), null=True, keep=False, related="platforms")

    class Meta(Nested.Meta):
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")

    class Inventory:
        path = "dcim/platforms"
        brief = "name slug description device_count virtualmachine_count _depth"
        columns = "name parent manufacturer device_count virtualmachine_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        computed = {
            "device_count": Computed(count_below_sql("dcim_platform", "dcim_device", "platform_id")),
            "virtualmachine_count": Computed(
                count_below_sql("dcim_platform", "virtualization_virtualmachine", "platform_id")
            ),
            "_depth": Computed(depth_sql("dcim_platform")),
        }
        rules = [no_loop]
        menu = "inventory/devices"
        icon = "cpu"
