"""Samples of readiness."""

from django.db.models import BooleanField, DateTimeField
from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import Readiness, SampleOccasion
from inventory.declare.vocabulary import Choice, Record, Ref, decimal, index, json, text, whole


class ReadinessSample(Record):
    """What a venue and the path to it said when asked, and what it amounted to then; null is not known.

    `delay` is half of the round trip: an estimate. `detail` has each check with its state and words.
    """

    venue = Ref("conferencing.Venue", _("venue"), owned=True, related="readiness_samples")
    at = DateTimeField(_("time"))
    occasion = Choice(_("occasion"), SampleOccasion, default=SampleOccasion.ROUTINE)
    conference = Ref("conferencing.Conference", _("conference"), null=True, keep=False, related="samples")
    source = Ref("conferencing.Venue", _("from venue"), null=True, keep=False, related="samples_from")
    state = Choice(_("state"), Readiness)
    registered, answers = BooleanField(_("registered"), null=True), BooleanField(_("answers calls"), null=True)
    loss, jitter = decimal(_("loss"), 5, 2, (0, 100)), decimal(_("jitter"), 8, 2)
    delay = decimal(_("delay"), 8, 2, hint=_("Milliseconds, one way: half of the round trip."))
    marked = BooleanField(
        _("mark kept"), null=True, help_text=_("Packets came back with the DSCP they were sent with.")
    )
    bandwidth, spare = whole(_("free bandwidth"), hint=_("kbit/s")), BooleanField(_("spare path"), null=True)
    screen, microphone = text(_("screen"), 50), text(_("microphone"), 50)
    detail = json(_("detail"), default=dict)

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["-at", "-id"], _("readiness sample"), _("readiness samples")
        indexes = [index("readiness_sample_venue_at", "venue", "-at")]

    class Inventory:
        path, plugin, brief = "conferencing/readiness-samples", True, "venue at state"
        columns = "at venue occasion state loss delay jitter bandwidth spare answers registered"
        display, key, parent, readonly = "{venue.name} {state}", "venue at", "venue", "*"
        menu, icon, facets = "services/venues", "activity", "state occasion venue"
