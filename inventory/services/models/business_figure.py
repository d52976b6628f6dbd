"""Business figures."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.spec import Action
from inventory.declare.vocabulary import Choice, Primary, Ref, decimal, flag, named, number, text, unique
from inventory.services.choices import FigureSource
from inventory.services.rules.figures import FIGURE_COMPUTED, FIGURE_RULES


class BusinessFigure(Primary):
    """A number of a service's own business: documents exchanged, mailboxes, complaints, days until an answer.

    Its values are a series that only grows; `latest` is the newest of them. `interval` is how often it is asked for,
    in seconds; `query` is a JSON path, an SQL statement or a metric, as `source` says.
    """

    service = Ref("services.ApplicationService", _("service"), owned=True, related="figures")
    name, name_en = named(), text(_("name in English"))
    unit = text(_("unit"), 30)
    source = Choice(_("source"), FigureSource, default=FigureSource.STATED)
    address = text(_("source address"), 500, _("URL, or database as host:port/name."))
    query = text(_("query"), 1000)
    interval = number(_("interval"), 10, hint=_("Seconds."), default=3600)
    low, high = decimal(_("lower limit"), 20, 4), decimal(_("upper limit"), 20, 4)
    enabled = flag(_("enabled"), default=True)

    class Meta(Primary.Meta):
        ordering = ["service_id", "name", "id"]
        verbose_name, verbose_name_plural = _("business figure"), _("business figures")
        constraints = [unique("services_figure_unique_service_name", "service", "name")]

    class Inventory:
        path, plugin, brief = "services/business-figures", True, "service name name_en unit latest description"
        columns = "service name name_en latest unit latest_at state low high source"
        search, computed = {"name": 100, "name_en": 100, "description": 500}, FIGURE_COMPUTED
        actions = [Action("values", "infoport.api.actions.figures.Values")]
        groups = {"network": "source address query interval enabled", "life": "low high"}
        rules, display, key, parent = FIGURE_RULES, "{service.name}: {name}", "service name", "service"
        menu, icon, facets = "services/applications", "report-analytics", "service source enabled"
