"""Device roles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import ColorField, Ref
from inventory.declare.records import Nested
from inventory.declare.spec import Computed
from inventory.declare.tree import count_below_sql, depth_sql, no_loop


class DeviceRole(Nested):
    """What a device or virtual machine does: core router, access switch, firewall, server, video terminal.

    Roles nest.
    """

    color = ColorField(_("color"), default="9e9e9e")
    config_template = Ref("extras.ConfigTemplate", _("config template"), null=True, keep=False, related="device_roles")
    vm_role = models.BooleanField(_("VM role"), default=True, help_text=_("Virtual machines may have this role."))

    class Meta(Nested.Meta):
        verbose_name = _("device role")
        verbose_name_plural = _("device roles")

    class Inventory:
        path = "dcim/device-roles"
        brief = "name slug description device_count virtualmachine_count _depth"
        columns = "name parent color vm_role device_count virtualmachine_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        computed = {
            "device_count": Computed(count_below_sql("dcim_devicerole", "dcim_device", "role_id")),
            "virtualmachine_count": Computed(
                count_below_sql("dcim_devicerole", "virtualization_virtualmachine", "role_id")
            ),
            "_depth": Computed(depth_sql("dcim_devicerole")),
        }
        rules = [no_loop]
        menu = "inventory/devices"
        icon = "adjustments"
