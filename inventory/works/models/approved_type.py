"""Approved device types."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Ref, Tagged, day, text, unique
from inventory.works.rules.standards import belongs_to_catalogue


class ApprovedType(Tagged):
    """A device type of the approved catalogue, for one role or for any, bought from one day until another."""

    standard = Ref("works.Standard", _("standard"), owned=True, related="approved_types")
    device_type = Ref("dcim.DeviceType", _("device type"), owned=True, related="approvals")
    role = Ref("dcim.DeviceRole", _("role"), null=True, related="approvals", help_text=_("Empty: for any role."))
    since, until = day(_("since")), day(_("until"), _("No longer bought after this day."))
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["standard_id", "device_type_id", "id"]
        verbose_name, verbose_name_plural = _("approved device type"), _("approved device types")
        constraints = [unique("works_approvedtype_once", "standard", "device_type", "role", nulls_distinct=False)]

    class Inventory:
        path, plugin, brief = "works/approved-types", True, "standard device_type role description"
        columns = "device_type role standard since until description"
        search, rules = {"description": 500}, [belongs_to_catalogue]
        display, key, parent = "{device_type.model}", "standard device_type role", "standard"
        menu, icon, facets = "audit/standards", "circle-check", "standard role"
