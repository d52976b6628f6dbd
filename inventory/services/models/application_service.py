"""Application services."""

from django.db.models import URLField
from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Action
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
    text,
    unstated,
    whole,
)  # fmt: skip
from inventory.segments.choices import ProtectionLevel
from inventory.services.choices import AvailabilityClass, Exposure, ServiceKind, ServiceStatus, SiteKind
from inventory.services.rules.services import (
    SERVICE_COMPUTED,
    SERVICE_COUNTS,
    SERVICE_FILTERS,
    active_has_an_owner,
    exposed_where_it_is_offered,
    fields_of_its_kind,
)


class ApplicationService(Organizational):
    """What the city runs for departments and citizens: document flow, mail, the hotline, a portal, a database.

    It has an owner, a responsible team, instances on hosts, endpoints that can be asked, services it depends on,
    objectives, figures of its own business, and copies that protect it. `objective` is the highest share of time for
    which an objective in force wants it available, in per cent; null means none agreed. `engine` and `size` are a
    database's, `site_kind` and `update_limit` a web site's.
    """

    code = unstated(_("code"), 20, _("As A1 or R3."), unique=True)
    kind = Choice(_("kind"), ServiceKind, default=ServiceKind.APPLICATION)
    status = Choice(_("status"), ServiceStatus, default=ServiceStatus.ACTIVE)
    parent = Ref("self", _("part of"), null=True, related="parts")
    tenant = Ref("tenancy.Tenant", _("owning department"), null=True, related="services")
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="services")
    segments = Refs(
        "segments.Segment", _("segments"), related="services", help_text=_("Where it is offered or handled.")
    )
    level = NumberChoice(_("MLPS level"), ProtectionLevel, null=True, help_text=_("Graded level of the system."))
    exposure = Choice(_("exposure"), Exposure, null=True, help_text=_("From where it can be reached at the most."))
    availability = Choice(_("availability class"), AvailabilityClass, default=AvailabilityClass.ORDINARY)
    web_address = URLField(_("web address"), blank=True, default="", help_text=_("Where its users find it."))
    users = whole(_("users"), hint=_("People or units it serves."))
    offered_at = Refs("dcim.SiteGroup", _("offered at"), related="services", help_text=_("Groups of sites it serves."))
    launched = day(_("launched"))
    engine = text(_("engine"), 100, _("Of a database, with its version."))
    size = decimal(_("size"), 12, 1, (0, 1e9), _("Gigabytes (10⁹ octets) that a database holds."))
    site_kind = Choice(_("web site's kind"), SiteKind, null=True)
    update_limit = whole(_("update limit"), hint=_("Days that the newest page of a web site may be old."))
    _code = natural("code")

    class Meta(Organizational.Meta):
        ordering = ["_code", "name", "id"]
        verbose_name, verbose_name_plural = _("application service"), _("application services")

    class Inventory:
        path, plugin, brief = "services/application-services", True, "code name slug status description"
        columns = "code name kind status availability tenant responsible segments exposure level objective"
        search = {"code": 110, "name": 100, "slug": 110, "web_address": 300, "description": 500, "comments": 5000}
        counts, computed, filters = SERVICE_COUNTS, SERVICE_COMPUTED, SERVICE_FILTERS
        actions = [Action("single-points", "infoport.api.actions.impact.SinglePoints")]
        rules = [no_loop, active_has_an_owner, exposed_where_it_is_offered, fields_of_its_kind]
        display = "{code} {name}|{name}"
        groups = {
            "network": "segments level exposure web_address", "owner": "responsible users offered_at",
            "life": "launched availability objective", "identity": "engine size site_kind update_limit",
        }  # fmt: skip
        menu, icon = "services/applications", "world"
        facets = "kind status availability exposure tenant responsible segments level"
