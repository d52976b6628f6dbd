"""Application services."""

from django.db.models import URLField
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import (
    Choice,
    NumberChoice,
    Organizational,
    Ref,
    Refs,
    day,
    decimal,
    natural,
    no_loop,
    unstated,
    whole,
)  # fmt: skip
from inventory.segments.choices import ProtectionLevel
from inventory.services.choices import ServiceKind, ServiceStatus
from inventory.services.rules.services import SERVICE_COMPUTED, SERVICE_COUNTS, active_has_an_owner


class ApplicationService(Organizational):
    """What the city runs for departments and citizens: document flow, mail, the hotline, a portal, a database.

    It has an owner, a responsible team, instances on hosts, endpoints that can be asked, services it depends on, and
    copies that protect it. `objective` is the share of time it shall be available; null means none agreed.
    """

    code = unstated(_("code"), 20, _("As A1 or R3."), unique=True)
    kind = Choice(_("kind"), ServiceKind, default=ServiceKind.APPLICATION)
    status = Choice(_("status"), ServiceStatus, default=ServiceStatus.ACTIVE)
    parent = Ref("self", _("part of"), null=True, related="parts")
    tenant = Ref("tenancy.Tenant", _("owner"), null=True, related="services")
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="services")
    segments = Refs(
        "segments.Segment", _("segments"), related="services", help_text=_("Where it is offered or handled.")
    )
    level = NumberChoice(_("MLPS level"), ProtectionLevel, null=True, help_text=_("Graded level of the system."))
    objective = decimal(_("availability objective"), 6, 3, (0, 100), _("Per cent."))
    web_address = URLField(_("web address"), blank=True, default="", help_text=_("Where its users find it."))
    users = whole(_("users"), hint=_("People or units it serves."))
    launched = day(_("launched"))
    _code = natural("code")

    class Meta(Organizational.Meta):
        ordering = ["_code", "name", "id"]
        verbose_name, verbose_name_plural = _("application service"), _("application services")

    class Inventory:
        path, plugin, brief = "services/application-services", True, "code name slug status description"
        columns = "code name kind status tenant responsible segments level objective"
        search = {"code": 110, "name": 100, "slug": 110, "web_address": 300, "description": 500, "comments": 5000}
        counts, computed = SERVICE_COUNTS, SERVICE_COMPUTED
        rules = [no_loop, active_has_an_owner]
        display = "{code} {name}|{name}"
        groups = {"network": "segments level web_address", "owner": "responsible users", "life": "launched objective"}
        menu, icon, facets = "services/applications", "world", "kind status tenant responsible segments level"
