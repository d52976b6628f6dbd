"""Application services."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, NumberChoice, Ref, Refs, natural
from inventory.declare.records import Organizational
from inventory.declare.tree import no_loop
from inventory.segments.choices import ProtectionLevel
from inventory.services.choices import ServiceKind, ServiceStatus
from inventory.services.rules.services import active_has_an_owner


class ApplicationService(Organizational):
    """What the city runs for departments and citizens: document flow, mail, the hotline, a portal, a database.

    It has an owner, a responsible team, instances on hosts, endpoints that can be asked, services it depends
    on, and copies that protect it. `objective` is the share of time it shall be available, in per cent; null
    means none agreed.
    """

    code = models.CharField(_("code"), max_length=20, null=True, blank=True, unique=True, help_text=_("As A1 or R3."))
    kind = Choice(_("kind"), ServiceKind, default=ServiceKind.APPLICATION)
    status = Choice(_("status"), ServiceStatus, default=ServiceStatus.ACTIVE)
    parent = Ref("self", _("part of"), null=True, related="parts")
    tenant = Ref(
        "tenancy.Tenant", _("owner"), null=True, related="services", help_text=_("The department it belongs to.")
    )
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="services")
    segments = Refs(
        "segments.Segment", _("segments"), related="services", help_text=_("Where it is offered or handled.")
    )
    level = NumberChoice(_("MLPS level"), ProtectionLevel, null=True, help_text=_("Graded level of the system."))
    objective: models.DecimalField = models.DecimalField(
        _("availability objective"), max_digits=6, decimal_places=3, null=True, blank=True, help_text=_("Per cent."),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )  # fmt: skip
    url = models.URLField(_("address"), blank=True, default="", help_text=_("Where its users find it."))
    users = models.PositiveIntegerField(_("users"), null=True, blank=True, help_text=_("People or units it serves."))
    launched = models.DateField(_("launched"), null=True, blank=True)
    _code = natural("code")

    class Meta(Organizational.Meta):
        ordering = ["_code", "name", "id"]
        verbose_name = _("application service")
        verbose_name_plural = _("application services")

    class Inventory:
        path = "services/application-services"
        plugin = True
        brief = "code name slug status description"
        columns = "code name kind status tenant responsible segments level objective"
        search = {"code": 110, "name": 100, "slug": 110, "url": 300, "description": 500, "comments": 5000}
        counts = {
            "instance_count": "services.serviceinstance.service", "endpoint_count": "services.serviceendpoint.service",
            "dependency_count": "services.servicedependency.service",
            "dependant_count": "services.servicedependency.depends_on",
            "protection_count": "services.protection.subject",
        }  # fmt: skip
        rules = [no_loop, active_has_an_owner]
        display = "{code} {name}|{name}"
        groups = {"network": "segments level url", "owner": "responsible users", "life": "launched objective"}
        menu = "services/applications"
        icon = "world"
        facets = "kind status tenant responsible segments level"
