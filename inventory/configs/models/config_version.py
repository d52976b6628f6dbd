"""Versions of configurations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.configs.choices import FetchReason
from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Record
from inventory.declare.spec import Action
from inventory.declare.vocabulary import index, number, required, text


class ConfigVersion(Record):
    """A configuration as a device had it, whole and without its secrets. The text lies in the archive's repository.

    A fetch that finds nothing changed makes no version.
    """

    device = Ref("dcim.Device", _("device"), owned=True, related="config_versions")
    taken = models.DateTimeField(_("fetched"))
    reason = Choice(_("reason"), FetchReason, default=FetchReason.SCHEDULE)
    author = text(_("who"), 150)
    commit, blob = required(_("commit"), 40), required(_("content"), 40)
    lines, secrets = number(_("lines"), default=0), number(_("secrets hidden"), default=0)
    added, removed = number(_("lines added"), default=0), number(_("lines removed"), default=0)

    class Meta:
        ordering = ["-taken", "-id"]
        verbose_name, verbose_name_plural = _("configuration version"), _("configuration versions")
        indexes = [index("config_version_of_device", "device", "-taken")]

    class Inventory:
        about = parent = "device"
        path, plugin, menu, icon = "configs/versions", True, "audit/configs", "list-details"
        brief, columns = "device taken", "device taken reason author added removed lines secrets commit"
        display, key, readonly, facets = "{device.name} {commit}", "device taken", "*", "reason"
        actions = [Action(name, f"infoport.api.actions.configs.{name.title()}") for name in ("text", "diff")]
