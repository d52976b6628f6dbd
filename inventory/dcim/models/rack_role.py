"""Rack roles."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import ColorField
from inventory.declare.records import Organizational


class RackRole(Organizational):
    """What a rack is for: core, storage, hosting, cabling, a department's own cage."""

    color = ColorField(_("color"), default="9e9e9e")

    class Meta(Organizational.Meta):
        verbose_name = _("rack role")
        verbose_name_plural = _("rack roles")

    class Inventory:
        path = "dcim/rack-roles"
        columns = "name rack_count color description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"rack_count": "dcim.rack.role"}
        menu = "inventory/racks"
        icon = "tag"
