"""Group."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Declared
from inventory.declare.spec import Computed
from inventory.users.rules.rights import held_by


class Group(Declared):
    """People who share rights."""

    id = models.BigAutoField(_("ID"), primary_key=True)
    name = models.CharField(_("name"), max_length=150, unique=True)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")

    class Inventory:
        path = "users/groups"
        menu = "governance/settings"
        icon = "users-group"
        brief = "name description"
        columns = "name user_count description"
        key = "name"
        search = {"name": 100, "description": 500}
        computed = {
            "permissions": Computed(held_by("group"), "refs", _("permissions"), target="users.objectpermission")
        }
        counts = {"user_count": "users.user.groups"}
