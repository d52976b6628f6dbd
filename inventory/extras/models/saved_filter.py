"""Saved filters."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, Ref, flag, json, named, number, text
from inventory.extras.rules.saved import LABELS, is_own, parameters_are_lists


class SavedFilter(Record):
    """Parameters of lists under a name: `?filter=<slug>` stands for all of them.

    Others see a filter only while it is shared; nobody but its user (and superusers) changes it.
    """

    name = named(unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    description = text(_("description"), 200)
    object_types: ArrayField[list[str], list[str]] = ArrayField(LABELS(), verbose_name=_("object types"))
    user = Ref("users.User", _("user"), null=True, keep=False, related="+")
    weight = number(_("weight"), 0, 32767, _("Lower comes first."), default=100)
    enabled = flag(_("enabled"), default=True)
    shared = flag(_("shared"), _("Others see it too."), default=True)
    parameters = json(_("parameters"), _('As JSON: {"status": ["active"]}.'))
    owner = Ref("users.Owner", _("owner"), null=True, keep=False, related="+")

    class Meta:
        ordering = ["weight", "name", "id"]
        verbose_name, verbose_name_plural = _("saved filter"), _("saved filters")

    class Inventory:
        path, menu, icon = "extras/saved-filters", "governance/settings", "filter"
        brief, key = "name slug description", "slug"
        columns = "name object_types user shared enabled weight description"
        search = {"name": 100, "slug": 110, "description": 500}
        rules, prepare, facets = [parameters_are_lists], is_own, "user shared enabled"
