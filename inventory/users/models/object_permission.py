"""ObjectPermission."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Refs
from inventory.declare.records import Declared
from inventory.users.rules.constraints import constraints_compile


class ObjectPermission(Declared):
    """Allows actions on object types, on the objects that satisfy `constraints` (all when empty).

    Constraints are Django look-ups, as `{"site__slug": "xxg"}`; a list of them means any. `$user` is the asker.
    """

    id = models.BigAutoField(_("ID"), primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    enabled = models.BooleanField(_("enabled"), default=True)
    object_types = ArrayField(models.CharField(max_length=100), verbose_name=_("object types"))
    actions = ArrayField(models.CharField(max_length=30), verbose_name=_("actions"))
    constraints = models.JSONField(_("constraints"), null=True, blank=True)
    groups = Refs("users.Group", _("groups"), related="permissions")
    users = Refs("users.User", _("users"), related="permissions")

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("permission")
        verbose_name_plural = _("permissions")

    class Inventory:
        path, menu, icon, key = "users/permissions", "governance/settings", "shield-lock", "name"
        brief = "name description enabled object_types actions"
        columns = "name enabled object_types actions constraints"
        search = {"name": 100, "description": 500}
        rules = [constraints_compile]
