"""One disagreement."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, GenericRef, Ref
from inventory.reconcile.choices import Confidence, DifferenceKind
from inventory.reconcile.followed import FOLLOWED, Followed


class Difference(Followed):
    """Intent and observation disagree about one field of one object. The row is its own history."""

    device = Ref("dcim.Device", _("device"), owned=True, related="differences")
    rule = models.CharField(_("rule"), max_length=50, db_index=True)
    kind = Choice(_("kind"), DifferenceKind)
    subject = GenericRef(_("subject"))
    subject_type: str
    subject_id: int | None
    label = models.CharField(_("object"), max_length=300)
    field = models.CharField(_("field"), max_length=50, blank=True, default="")
    intended = models.JSONField(_("intended"), null=True)
    observed = models.JSONField(_("observed"), null=True)
    evidence = models.JSONField(_("evidence"), default=list)
    confidence = Choice(_("confidence"), Confidence)

    class Meta:
        ordering = ["-opened", "id"]
        verbose_name, verbose_name_plural = _("difference"), _("differences")
        constraints = [models.UniqueConstraint(fields=["identity"], condition=models.Q(closed=None), name="one_live")]

    class Inventory:
        about = "device"
        path, plugin, menu, icon = "reconcile/differences", True, "audit/differences", "git-compare"
        brief, columns = "rule kind label", "state rule device label field intended observed confidence opened"
        display, key, parent, hidden = "{rule}: {label}", "id", "device", "identity"
        facets, search = "state kind rule confidence", {"label": 100}
        readonly = (
            "device rule kind subject_type subject_id label field intended observed evidence confidence " + FOLLOWED
        )
