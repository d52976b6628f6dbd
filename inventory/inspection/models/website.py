"""Inspected web sites."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import InetField, Primary, Ref, flag, unique, whole
from inventory.inspection.rules.websites import WEBSITE_RULES


class Website(Primary):
    """That the web site of a service is visited and inspected, at its web address.

    `connect_address` and `connect_port` are connected to instead of what DNS and the URL say, as before a move.
    """

    service = Ref("services.ApplicationService", _("service"), owned=True, related="inspected_sites")
    enabled = flag(_("enabled"), default=True)
    connect_address = InetField(
        _("connect to address"), null=True, blank=True, help_text=_("Instead of the address that DNS states.")
    )
    connect_port = whole(_("connect to port"), 1, 65535)

    class Meta(Primary.Meta):
        ordering = ["service_id", "id"]
        verbose_name, verbose_name_plural = _("inspected web site"), _("inspected web sites")
        constraints = [unique("inspection_website_once", "service")]

    class Inventory:
        path, plugin, brief = "inspection/websites", True, "service enabled description"
        columns, search = "service enabled connect_address connect_port description", {"description": 500}
        filters = {"tenant": "service.tenant", "site_kind": "service.site_kind"}
        rules, display, key, parent = WEBSITE_RULES, "{service.name}", "service", "service"
        menu, icon, facets = "services/websites", "world", "enabled"
