"""Config templates."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Tags
from inventory.declare.spec import Action
from inventory.declare.vocabulary import Ref, flag, named, text
from inventory.extras.rules.sourced import take_file
from inventory.extras.rules.templates import is_servable, is_template
from inventory.extras.sourced import Template


class ConfigTemplate(Template):
    """A Jinja2 template that renders the configuration of a device or virtual machine from its config context."""

    name = named(unique=True)
    description = text(_("description"), 200)
    debug = flag(_("debug"), _("Say in which line of the template rendering failed."))
    owner = Ref("users.Owner", _("owner"), null=True, keep=False, related="+")
    tags = Tags()

    class Meta:
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("config template"), _("config templates")

    class Inventory:
        path, menu, icon = "extras/config-templates", "governance/settings", "file-export"
        brief, columns = "name description", "name description mime_type file_extension data_source device_count"
        search = {"name": 100, "description": 500}
        counts = {"device_count": "dcim.device.config_template"}
        prepare, rules, readonly = take_file, [is_template, is_servable], "data_synced"
        actions = [
            Action("render", "infoport.api.actions.rendering.RenderTemplate"),
            Action("sync", "infoport.api.actions.syncing.SyncContent"),
        ]
