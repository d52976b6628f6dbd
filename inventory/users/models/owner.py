"""Owners."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Record
from inventory.declare.vocabulary import Ref, Refs, named, text


class Owner(Record):
    """People who together answer for objects of the inventory: any object may name one owner."""

    name = named(unique=True)
    group = Ref("users.OwnerGroup", _("group"), null=True, related="owners")
    description = text(_("description"), 200)
    user_groups = Refs("users.Group", _("groups of users"), related="owners")
    users = Refs("users.User", _("users"), related="owners")

    class Meta:
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("owner"), _("owners")

    class Inventory:
        path, menu, icon = "users/owners", "governance/settings", "users"
        columns = "name group user_groups users description"
        search = {"name": 100, "description": 500}
        facets = "group"
