"""Service dependencies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Tagged
from inventory.services.choices import DependencyKind
from inventory.services.rules.services import no_hard_loop


class ServiceDependency(Tagged):
    """That one service needs another: hard, if it does not work without it, or soft.

    Hard dependencies form no loop. Dependencies of one `alternative` group stand in for each other.
    """

    service = Ref("services.ApplicationService", _("service"), owned=True, related="dependencies")
    depends_on = Ref("services.ApplicationService", _("depends on"), related="dependants")
    kind = Choice(_("kind"), DependencyKind, default=DependencyKind.HARD)
    alternative = models.CharField(
        _("alternative group"), max_length=50, blank=True, default="", help_text=_("One of the group is enough.")
    )
    description = models.CharField(_("description"), max_length=200, blank=True, default="")

    class Meta(Tagged.Meta):
        ordering = ["service_id", "depends_on_id", "id"]
        verbose_name = _("service dependency")
        verbose_name_plural = _("service dependencies")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "depends_on"], name="services_dependency_unique_service_depends_on"
            )
        ]

    class Inventory:
        path = "services/dependencies"
        plugin = True
        brief = "service depends_on kind description"
        columns = "service depends_on kind alternative description"
        search = {"description": 500}
        rules = [no_hard_loop]
        display = "{service.name} → {depends_on.name}"
        key = "service depends_on"
        parent = "service"
        menu = "services/applications"
        icon = "binary-tree"
        facets = "kind"
