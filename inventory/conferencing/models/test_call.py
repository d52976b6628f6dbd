"""Test calls."""

from django.db.models import DateTimeField
from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import CallOutcome
from inventory.conferencing.rules.readiness import not_in_the_future
from inventory.declare.vocabulary import Choice, Primary, Ref, decimal, index, text, whole


class TestCall(Primary):
    """One call made to try a venue, and what was measured of its path; what was not measured is null."""

    __test__ = False

    venue = Ref("conferencing.Venue", _("venue"), owned=True, related="test_calls")
    at = DateTimeField(_("time"))
    outcome = Choice(_("outcome"), CallOutcome)
    mcu = Ref("conferencing.Mcu", _("MCU"), null=True, keep=False, related="test_calls")
    endpoint = Ref("conferencing.VenueEndpoint", _("endpoint"), null=True, keep=False, related="test_calls")
    loss = decimal(_("loss"), 5, 2, (0, 100), _("Per cent of packets."))
    delay = whole(_("delay"), hint=_("Milliseconds, one way."))
    jitter = whole(_("jitter"), hint=_("Milliseconds."))
    bandwidth = whole(_("bandwidth"), hint=_("kbit/s"))
    made_by = text(_("made by"), 100)

    class Meta(Primary.Meta):
        ordering = ["-at", "-id"]
        verbose_name, verbose_name_plural = _("test call"), _("test calls")
        indexes = [*Primary.Meta.indexes, index("test_call_venue_at", "venue", "-at")]

    class Inventory:
        path, plugin, brief = "conferencing/test-calls", True, "venue at outcome description"
        columns = "at venue outcome loss delay jitter bandwidth mcu made_by"
        search = {"made_by": 300, "description": 500}
        rules, key, parent, display = [not_in_the_future], "venue at", "venue", "{venue.name} {outcome}"
        groups = {"network": "loss delay jitter bandwidth", "life": "outcome"}
        menu, icon, facets = "services/venues", "activity", "venue outcome mcu"
