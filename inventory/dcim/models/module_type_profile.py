"""Module type profiles."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary, json, named


class ModuleTypeProfile(Primary):
    """A kind of module (processor, memory, disk, fan, power supply) and the attributes its types state.

    `schema` is a JSON schema of those attributes, kept for clients; null where the kind has none.
    """

    name = named(unique=True)
    schema = json(_("schema"), _("JSON schema of the attributes."), null=True, blank=True)

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("module type profile"), _("module type profiles")

    class Inventory:
        path = "dcim/module-type-profiles"
        brief = "name description"
        columns = "name moduletype_count description"
        search = {"name": 100, "description": 500, "comments": 5000}
        counts = {"moduletype_count": "dcim.moduletype.profile"}
        key = "name"
        menu, icon = "inventory/devices", "list-details"
