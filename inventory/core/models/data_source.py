"""Data sources."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.core.choices import SourceStatus, SourceType, SyncInterval
from inventory.core.rules.sources import WORDS, is_acceptable, keep_password
from inventory.declare.spec import Action
from inventory.declare.vocabulary import Choice, Primary, flag, json, moment, named, required, text


class DataSource(Primary):
    """A folder of files that templates and contexts take their text from: below the data directory, or in git.

    It is read by the worker; `status` and `message` say how that went the last time.
    """

    name, type = named(unique=True), Choice(_("type"), SourceType)
    source_url = required(_("URL"), 200, _("A folder below the data directory, or an https address."))
    enabled, status = flag(_("enabled"), default=True), Choice(_("status"), SourceStatus, default=SourceStatus.NEW)
    sync_interval = models.PositiveSmallIntegerField(
        _("sync interval"), choices=SyncInterval, null=True, blank=True, help_text=_("Null: only when asked to.")
    )
    parameters = json(_("parameters"), _("For git: branch, username."), null=True, blank=True)
    ignore_rules = models.TextField(
        _("ignore rules"), blank=True, default="", help_text=_("One pattern per line, as *.bak.")
    )
    message, last_synced = text(_("message"), 500, _("Why the last synchronisation failed.")), moment(_("last synced"))
    secret = models.BinaryField(_("password"), null=True, editable=False)

    class Meta(Primary.Meta):
        ordering, verbose_name, verbose_name_plural = ["name", "id"], _("data source"), _("data sources")

    class Inventory:
        path, menu, icon = "core/data-sources", "governance/settings", "database"
        brief, columns = "name description", "name type source_url enabled status last_synced file_count"
        search = {"name": 100, "source_url": 300, "description": 500, "comments": 5000}
        readonly, hidden, facets = "status message last_synced", "secret", "type status enabled"
        counts, rules = {"file_count": "core.datafile.source"}, [is_acceptable]
        accepts, prepare, actions = WORDS, keep_password, [Action("sync", "infoport.api.actions.syncing.SyncSource")]
