"""Export templates."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Action
from inventory.declare.vocabulary import Ref, named, text
from inventory.extras.rules.sourced import take_file
from inventory.extras.rules.templates import is_servable, is_template, types_exist
from inventory.extras.sourced import Template


class ExportTemplate(Template):
    """A Jinja2 template that renders a list of objects, asked for as `?export=<name>`.

    It finds the objects as `queryset`, each with the keys it has on the wire.
    """

    object_types: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=100), verbose_name=_("object types"), help_text=_("Object types, as dcim.site.")
    )
    name = named()
    description = text(_("description"), 200)
    owner = Ref("users.Owner", _("owner"), null=True, keep=False, related="+")

    class Meta:
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("export template"), _("export templates")

    class Inventory:
        path, menu, icon = "extras/export-templates", "governance/settings", "file-export"
        brief, columns = "name description", "name object_types mime_type file_extension description"
        search = {"name": 100, "description": 500}
        filters = {"object_type": "object_types"}
        prepare, rules, readonly = take_file, [types_exist, is_template, is_servable], "data_synced"
        actions = [Action("sync", "infoport.api.actions.syncing.SyncContent")]
