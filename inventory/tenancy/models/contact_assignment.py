"""Contact assignments."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, GenericRef, Ref, Tagged, unique
from inventory.tenancy.choices import ContactPriority


class ContactAssignment(Tagged):
    """Whom to call about one object: the contact, in which role, and in which order.

    It goes with its object and with its contact.
    """

    object = GenericRef(_("object"), null=False, owned=True)
    contact = Ref("tenancy.Contact", _("contact"), owned=True, related="assignments")
    role = Ref("tenancy.ContactRole", _("role"), null=True, related="assignments")
    priority = Choice(_("priority"), ContactPriority, null=True)

    class Meta(Tagged.Meta):
        ordering = ["contact", "role", "priority", "id"]
        verbose_name, verbose_name_plural = _("contact assignment"), _("contact assignments")
        constraints = [
            unique(
                "tenancy_assignment_unique", "object_type", "object_id", "contact", "role", nulls_distinct=False
            )
        ]  # fmt: skip

    class Inventory:
        about = "object"
        path = "tenancy/contact-assignments"
        brief = "contact role priority"
        columns = "object contact role priority"
        display = "{contact.name} ({role.name})|{contact.name}"
        key = "object_type object_id contact role"
        menu = "governance/duty"
        icon = "phone"
        facets = "role priority"
