"""Groups of owners."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Record
from inventory.declare.vocabulary import named, text


class OwnerGroup(Record):
    """A grouping of owners, as the technical centres or the departments."""

    name = named(unique=True)
    description = text(_("description"), 200)

    class Meta:
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("owner group"), _("owner groups")

    class Inventory:
        path, menu, icon = "users/owner-groups", "governance/settings", "users-group"
        columns = "name owner_count description"
        search = {"name": 100, "description": 500}
        counts = {"owner_count": "users.owner.group"}
