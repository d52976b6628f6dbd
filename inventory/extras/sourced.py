"""What takes its text from a file of a data source."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Record
from inventory.declare.vocabulary import Ref, flag, moment, text


class Sourced(Record):
    """A record whose content may be that of a data file; `data_synced` null means it was never read from one."""

    data_source = Ref("core.DataSource", _("data source"), null=True, keep=False, related="+")
    data_path = text(_("data path"), 1000, _("Path below the data source's root."), editable=False)
    data_file = Ref("core.DataFile", _("data file"), null=True, keep=False, related="+")
    auto_sync_enabled = flag(_("auto sync enabled"), _("Take over the file whenever it is read anew."))
    data_synced = moment(_("date synced"))

    class Meta:
        abstract = True


class Template(Sourced):
    """A Jinja2 template and how what it renders is served."""

    environment_params: models.JSONField[Any, Any] = models.JSONField(
        _("environment parameters"), default=dict, blank=True, help_text=_("For Jinja2, as {“trim_blocks”: true}.")
    )
    template_code = models.TextField(_("template code"), help_text=_("Jinja2."))
    mime_type = text(_("MIME type"), 50, _("text/plain where none is given."))
    file_name = text(_("file name"), 200)
    file_extension = text(_("file extension"), 15)
    as_attachment = flag(_("as attachment"), _("Download instead of showing in the browser."), default=True)

    class Meta:
        abstract = True
