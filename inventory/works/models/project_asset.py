"""Project assets."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import GenericRef, Ref, Tagged, decimal, index, text, unique


class ProjectAsset(Tagged):
    """That a project paid for an object: a device, a rack, a circuit, a virtual machine, a service, a venue.

    An object may be cited by several projects. The citation goes with the object and with the project.
    """

    project = Ref("works.Project", _("project"), owned=True, related="assets")
    asset = GenericRef(_("asset"), null=False, owned=True)
    lot = Ref("works.TenderLot", _("tender lot"), null=True, keep=False, related="assets")
    cost = decimal(_("cost"), 14, 2, (0, 1e12), _("Yuan."))
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["project_id", "asset_type", "asset_id", "id"]
        verbose_name, verbose_name_plural = _("project asset"), _("project assets")
        constraints = [unique("works_asset_unique_project_asset", "project", "asset_type", "asset_id")]
        indexes = [*Tagged.Meta.indexes, index("projectasset_asset", "asset_type", "asset_id")]

    class Inventory:
        path, plugin, brief = "works/project-assets", True, "project asset_type asset_id description"
        columns = "project asset lot cost description"
        search = {"description": 500}
        display, key, parent = "{project.code} #{id}", "project asset_type asset_id", "project"
        menu, icon, facets = "governance/projects", "link", "project lot"
