"""Bundles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Record, Ref, moment, text
from inventory.outposts.choices import BundleState, Refusal


class Bundle(Record):
    """A file of batches that was carried here from an outpost, accepted whole or refused with the reason.

    `outpost` is null where the sender is not known.
    """

    outpost = Ref("outposts.Outpost", _("outpost"), null=True, owned=True, related="bundles")
    file = text(_("file"), 200)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the file."))
    state = Choice(_("state"), BundleState)
    reason = Choice(_("refused because"), Refusal, null=True)
    detail = models.TextField(_("detail"), blank=True, default="")
    first = models.BigIntegerField(_("first batch"), null=True)
    last = models.BigIntegerField(_("last batch"), null=True)
    results = models.PositiveIntegerField(_("polls"), default=0)
    dropped = models.PositiveIntegerField(
        _("polls dropped"), default=0, help_text=_("Of devices not its own, or gone.")
    )
    made = moment(_("made"))
    imported_by = text(_("imported by"), 150)

    class Meta:
        ordering = ["-created", "id"]
        verbose_name, verbose_name_plural = _("carried bundle"), _("carried bundles")

    class Inventory:
        path, plugin, menu, icon = "outposts/bundles", True, "audit/outposts", "file-import"
        brief, columns = "file state", "file outpost state reason first last results made created imported_by"
        display, key, about = "{file}", "digest", "outpost"
        readonly = "outpost file digest state reason detail first last results dropped made imported_by"
        search, facets = {"file": 100, "detail": 500}, "outpost state reason"
