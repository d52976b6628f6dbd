"""Conferences."""

from django.db.models import DateTimeField
from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import ConferenceState
from inventory.conferencing.rules.conferences import CONFERENCE_COMPUTED, CONFERENCE_RULES, host_takes_part
from inventory.declare.vocabulary import Choice, Primary, Ref, index, required


class Conference(Primary):
    """One video conference: when, led from which venue, through which MCU; its venues are its participants.

    While it is planned, ready or running, its venues are in no other conference and its MCU's ports are taken.
    """

    name = required(_("title"), 200)
    start, end = DateTimeField(_("start")), DateTimeField(_("end"))
    state = Choice(_("state"), ConferenceState, default=ConferenceState.PLANNED)
    host = Ref("conferencing.Venue", _("host venue"), related="hosted_conferences")
    mcu = Ref("conferencing.Mcu", _("MCU"), null=True, related="conferences")
    tenant = Ref("tenancy.Tenant", _("called by"), null=True, related="conferences")
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="conferences")

    class Meta(Primary.Meta):
        ordering = ["-start", "id"]
        verbose_name, verbose_name_plural = _("conference"), _("conferences")
        indexes = [*Primary.Meta.indexes, index("conference_mcu_time", "mcu", "start", "end")]

    class Inventory:
        path, plugin, brief = "conferencing/conferences", True, "name start end state description"
        columns = "name start end state host mcu tenant participant_count"
        search, key = {"name": 100, "description": 500, "comments": 5000}, "name start"
        counts = {"participant_count": "conferencing.participant.conference"}
        computed, rules, saved = CONFERENCE_COMPUTED, CONFERENCE_RULES, host_takes_part
        groups = {"place": "host mcu", "life": "start end state", "owner": "responsible"}
        menu, icon, facets = "services/venues", "video", "state host mcu tenant"
