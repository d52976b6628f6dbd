"""Contacts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Refs
from inventory.declare.records import Primary


class Contact(Primary):
    """A person or a desk that can be reached about an object of the inventory.

    Contacts are assigned to objects in a role and with a priority.
    """

    groups = Refs("tenancy.ContactGroup", _("groups"), related="contacts")
    name = models.CharField(_("name"), max_length=100, db_index=True)
    title = models.CharField(_("title"), max_length=100, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=50, blank=True, default="")
    email = models.EmailField(_("email"), blank=True, default="")
    address = models.CharField(_("address"), max_length=200, blank=True, default="")
    link = models.URLField(_("link"), blank=True, default="")

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    class Inventory:
        path = "tenancy/contacts"
        brief = "name description"
        columns = "name groups title phone email assignment_count"
        search = {"name": 100, "email": 300, "phone": 300, "title": 300, "address": 500, "comments": 5000}
        counts = {"assignment_count": "tenancy.contactassignment.contact"}
        groups = {"owner": "title phone email address link groups"}
        menu = "governance/duty"
        icon = "user-circle"
