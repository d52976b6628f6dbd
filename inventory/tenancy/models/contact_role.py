"""Contact roles."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Organizational


class ContactRole(Organizational):
    """What a contact is called for: duty engineer, owner's liaison, security officer, vendor's support."""

    class Meta(Organizational.Meta):
        verbose_name = _("contact role")
        verbose_name_plural = _("contact roles")

    class Inventory:
        path = "tenancy/contact-roles"
        columns = "name assignment_count description"
        search = {"name": 100, "slug": 110, "description": 500}
        counts = {"assignment_count": "tenancy.contactassignment.role"}
        menu = "governance/duty"
        icon = "id-badge-2"
