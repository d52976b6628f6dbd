"""Saved views."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, Ref, flag, json, named, number, text, unique, whole
from inventory.extras.rules.saved import LABELS, is_own, parameters_are_lists


class SavedView(Record):
    """A list as somebody likes to see it: conditions, columns, order and page size under a name.

    Others see a view only while it is shared; nobody but its user (and superusers) changes it.
    """

    name = named()
    object_type = LABELS(_("object type"))
    description = text(_("description"), 200)
    user = Ref("users.User", _("user"), null=True, keep=False, related="+")
    weight = number(_("weight"), 0, 32767, _("Lower comes first."), default=100)
    shared = flag(_("shared"), _("Others see it too."))
    parameters = json(_("parameters"), _('As JSON: {"status": ["active"]}.'), default=dict, blank=True)
    columns: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=100), verbose_name=_("columns"), default=list, blank=True
    )
    ordering = text(_("order"), 200)
    page_size = whole(_("rows per page"), 1, 1000)

    class Meta:
        ordering = ["object_type", "weight", "name", "id"]
        verbose_name, verbose_name_plural = _("saved view"), _("saved views")
        constraints = [unique("extras_savedview_name", "user", "object_type", "name", nulls_distinct=False)]

    class Inventory:
        path, menu, icon, plugin = "extras/saved-views", "governance/settings", "layout-list", True
        brief, key = "name object_type description", "name object_type user"
        columns = "name object_type user shared columns ordering page_size description"
        search = {"name": 100, "description": 500}
        rules, prepare, facets = [parameters_are_lists], is_own, "object_type user shared"
