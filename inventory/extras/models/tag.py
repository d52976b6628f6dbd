"""Tags."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import ColorField, Computed, Record, named, number, text


class Tag(Record):
    """A word with a colour that any object may bear.

    `object_types` limits it to the types named there; an empty list allows every type. Tags of lower weight are
    listed first.
    """

    name = named(unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True, allow_unicode=True)
    color = ColorField(_("color"), default="9e9e9e")
    description = text(_("description"), 200)
    weight = number(_("weight"), default=1000, hint=_("Lower comes first."))
    object_types: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=100), verbose_name=_("object types"), default=list, blank=True,
        help_text=_("Object types this tag can be applied to; none stands for all."),
    )  # fmt: skip

    class Meta:
        ordering = ["weight", "name", "id"]
        verbose_name, verbose_name_plural = _("tag"), _("tags")

    class Inventory:
        path = "extras/tags"
        brief = "name slug color"
        columns = "name slug color tagged_items description"
        search = {"name": 100, "slug": 110, "description": 500}
        computed = {"tagged_items": Computed("{tagged}", label=_("tagged items"))}
        menu = "governance/settings"
        icon = "tags"
