"""Service dependencies."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Ref, Tagged, text, unique
from inventory.services.choices import DependencyKind
from inventory.services.rules.services import no_hard_loop


class ServiceDependency(Tagged):
    """That one service needs another: hard, if it does not work without it, or soft.

    Hard dependencies form no loop. Dependencies of one `alternative` group stand in for each other.
    """

    service = Ref("services.ApplicationService", _("service"), owned=True, related="dependencies")
    depends_on = Ref("services.ApplicationService", _("depends on"), related="dependants")
    kind = Choice(_("kind"), DependencyKind, default=DependencyKind.HARD)
    alternative = text(_("alternative group"), 50, _("One of the group is enough."))
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["service_id", "depends_on_id", "id"]
        verbose_name, verbose_name_plural = _("service dependency"), _("service dependencies")
        constraints = [unique("services_dependency_unique_service_depends_on", "service", "depends_on")]

    class Inventory:
        path, plugin, brief = "services/dependencies", True, "service depends_on kind description"
        columns = "service depends_on kind alternative description"
        search = {"description": 500}
        rules = [no_hard_loop]
        display, key, parent = "{service.name} → {depends_on.name}", "service depends_on", "service"
        menu, icon, facets = "services/applications", "binary-tree", "kind"
