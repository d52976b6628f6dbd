"""Data files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, Ref, number, required, unique


class DataFile(Record):
    """One file of a data source as it was last read. `size` is in octets, `hash` is SHA-256 in hexadecimal."""

    source = Ref("core.DataSource", _("data source"), owned=True, related="files")
    path = required(_("path"), 1000)
    size = number(_("size"))
    hash = required(_("hash"), 64)
    data = models.BinaryField(_("data"), editable=False)

    class Meta:
        ordering = ["source", "path", "id"]
        verbose_name, verbose_name_plural = _("data file"), _("data files")
        constraints = [unique("core_datafile_unique", "source", "path")]

    class Inventory:
        path, menu, icon = "core/data-files", "governance/settings", "file-import"
        brief, columns, key, display = "path", "path source size last_updated", "source path", "{path}"
        search, readonly, hidden, parent = {"path": 200}, "*", "data", "source"
