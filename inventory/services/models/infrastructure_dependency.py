"""Infrastructure dependencies."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, GenericRef, Ref, Tagged, index, text, unique
from inventory.services.choices import DependencyKind
from inventory.services.rules.services import RESOURCES


class InfrastructureDependency(Tagged):
    """That a service needs a device, a machine, a line, a power feed or a room, besides the hosts it runs on.

    Hard: it does not work without; soft: it works with less. Those of one `alternative` group stand in for each other.
    """

    service = Ref("services.ApplicationService", _("service"), owned=True, related="infrastructure")
    resource = GenericRef(_("needs"), RESOURCES, null=False, owned=True)
    kind = Choice(_("kind"), DependencyKind, default=DependencyKind.HARD)
    alternative = text(_("alternative group"), 50, _("One of the group is enough."))
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["service_id", "resource_type", "resource_id", "id"]
        verbose_name, verbose_name_plural = _("infrastructure dependency"), _("infrastructure dependencies")
        constraints = [unique("services_infrastructure_unique", "service", "resource_type", "resource_id")]
        indexes = [*Tagged.Meta.indexes, index("infrastructure_resource", "resource_type", "resource_id")]

    class Inventory:
        path, plugin, brief = "services/infrastructure-dependencies", True, "service kind alternative description"
        columns, search = "service resource kind alternative description", {"description": 500}
        display, parent = "{service.name} → {resource_type} {resource_id}", "service"
        key = "service resource_type resource_id"
        menu, icon, facets = "services/applications", "binary-tree", "kind"
