"""Bookmarks."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import GenericRef, Record, Ref, unique
from inventory.extras.rules.saved import is_own


class Bookmark(Record):
    """An object that somebody wants to find again. Nobody else ever sees it, and history does not tell of it."""

    object = GenericRef(_("object"), null=False, owned=True)
    user = Ref("users.User", _("user"), owned=True, related="+")

    class Meta:
        ordering = ["-created", "-id"]
        verbose_name, verbose_name_plural = _("bookmark"), _("bookmarks")
        constraints = [unique("extras_bookmark_once", "user", "object_type", "object_id")]

    class Inventory:
        path, menu, icon = "extras/bookmarks", "overview/bookmarks", "tag"
        brief, columns, key = "object_type object_id", "object object_type created", "id"
        display = "{object_type} {object_id}"
        prepare = is_own
