"""Journal entries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.display import Said
from inventory.declare.vocabulary import Choice, GenericRef, Tagged
from inventory.declare.wired import RefById
from inventory.extras.kinds import JournalKind
from inventory.extras.rules.journal import TITLE, sign, title_of


class JournalEntry(Tagged):
    """A note on one object: what happened to it or was done with it, and who says so. It goes with the object.

    `created_by` null means that nobody was known, or that the person is gone.
    """

    assigned_object = GenericRef(_("object"), null=False, owned=True)
    created_by = RefById("users.User", _("created by"), null=True, keep=False, related="+")
    kind = Choice(_("kind"), JournalKind, default=JournalKind.INFO)
    comments = models.TextField(_("comments"), help_text=_("Markdown."))
    title = Said(TITLE, title_of)

    class Meta(Tagged.Meta):
        ordering = ["-created", "-id"]
        verbose_name, verbose_name_plural = _("journal entry"), _("journal entries")
        indexes = [
            *Tagged.Meta.indexes,
            models.Index(
                fields=["assigned_object_type", "assigned_object_id", "-created"], name="extras_journal_object"
            ),
        ]

    class Inventory:
        about = "assigned_object"
        path, menu, icon = "extras/journal-entries", "governance/history", "list-details"
        brief, columns, key, display = "created", "created created_by assigned_object kind comments", "id", "{title}"
        search, facets, readonly = {"comments": 5000}, "kind created_by", "created_by"
        prepare = sign
