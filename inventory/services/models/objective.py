"""Service objectives."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, Ref, day, decimal, named, text, unique, whole
from inventory.services.choices import Period
from inventory.services.rules.objectives import OBJECTIVE_COMPUTED, says_something, starts_before_it_ends


class Objective(Primary):
    """What was agreed of a service: how much of the time it works, how soon it answers, how soon it is back.

    What was not agreed is null. `handling` counts working days until a matter is settled for the citizen.
    """

    service = Ref("services.ApplicationService", _("service"), owned=True, related="objectives")
    name = named()
    period = Choice(_("period"), Period, default=Period.MONTH)
    availability = decimal(_("availability"), 6, 3, (0, 100), _("Per cent of the hours agreed."))
    hours = text(_("hours"), 50, _("When it counts, as 24 × 7."))
    response = whole(_("response limit"), hint=_("Milliseconds until it answers."))
    recovery = whole(_("recovery time objective"), hint=_("Minutes until it works again."))
    handling = whole(_("handling limit"), hint=_("Working days."))
    document = text(_("basis"), 200)
    since, until = day(_("in force since")), day(_("in force until"))

    class Meta(Primary.Meta):
        ordering = ["service_id", "name", "id"]
        verbose_name, verbose_name_plural = _("objective"), _("objectives")
        constraints = [unique("services_objective_unique_service_name", "service", "name")]

    class Inventory:
        path, plugin, brief = "services/objectives", True, "service name period availability description"
        columns = "service name period availability hours response recovery handling document in_force"
        search, computed = {"name": 100, "document": 300, "description": 500}, OBJECTIVE_COMPUTED
        rules = [says_something, starts_before_it_ends]
        groups = {"life": "period availability hours response recovery handling since until", "owner": "document"}
        display, key, parent = "{service.name}: {name}", "service name", "service"
        menu, icon, facets = "services/applications", "clipboard-check", "service period"
