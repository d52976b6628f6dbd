"""What every object type has: identity, life dates, tags, custom fields, words of description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Ref, Tags

if TYPE_CHECKING:
    from inventory.declare.spec import Spec


class Declared(models.Model):
    """Anything with a `class Inventory`: it is called what its declaration says."""

    spec: Spec

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """The declared display text, computed from this instance."""
        return self.spec.display_of(self)


class Record(Declared):
    """A row of the inventory. `created` and `last_updated` are UTC and kept by the write path."""

    id = models.BigAutoField(_("ID"), primary_key=True)
    created = models.DateTimeField(_("created"), auto_now_add=True, db_default=Now(), editable=False)
    last_updated = models.DateTimeField(_("last updated"), auto_now=True, db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Tagged(Record):
    """A record that bears tags and custom fields."""

    tags = Tags()
    custom_fields: models.JSONField[Any, Any] = models.JSONField(
        _("custom fields"), default=dict, blank=True, db_column="custom_field_data"
    )

    class Meta:
        abstract = True
        indexes = [GinIndex("tags", name="%(class)s_tags")]


class Owned(Tagged):
    """A tagged record for which somebody answers; `owner` null means nobody was named."""

    owner = Ref("users.Owner", _("owner"), null=True, keep=False, related="+")

    class Meta(Tagged.Meta):
        abstract = True


class Primary(Owned):
    """A thing of the city: described in one line, commented in Markdown."""

    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    comments = models.TextField(_("comments"), blank=True, default="", help_text=_("Markdown."))

    class Meta(Owned.Meta):
        abstract = True


class Organizational(Owned):
    """A kind or grouping of things, known by a unique name and slug."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    comments = models.TextField(_("comments"), blank=True, default="", help_text=_("Markdown."))

    class Meta(Owned.Meta):
        abstract = True
        ordering = ["name", "id"]


class Nested(Organizational):
    """An organizational type that forms a tree; a filter on a node includes what lies below it."""

    parent = Ref("self", _("parent"), null=True, related="children")

    class Meta(Organizational.Meta):
        abstract = True
