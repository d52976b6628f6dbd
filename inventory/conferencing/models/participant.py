"""Participants."""

from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import VenueKind
from inventory.conferencing.rules.conferences import PARTICIPANT_RULES
from inventory.declare.vocabulary import Choice, Ref, Tagged, flag, moment, text, unique


class Participant(Tagged):
    """A venue in a conference, and the role it has there: the leading one is main, whatever the venue is otherwise.

    `begins` and `ends` repeat the conference's times while it holds its venues; the database keeps them, and refuses
    a venue that would be in two conferences at once.
    """

    conference = Ref("conferencing.Conference", _("conference"), owned=True, related="participants")
    venue = Ref("conferencing.Venue", _("venue"), related="participations")
    role = Choice(_("role"), VenueKind)
    required = flag(_("required"), _("The conference does not begin without it."), default=True)
    description = text(_("description"), 200)
    begins, ends = moment(_("begins")), moment(_("ends"))

    class Meta(Tagged.Meta):
        ordering = ["conference_id", "id"]
        verbose_name, verbose_name_plural = _("participant"), _("participants")
        constraints = [unique("conferencing_participant_once", "conference", "venue")]

    class Inventory:
        path, plugin, brief = "conferencing/participants", True, "conference venue role description"
        columns, search = "conference venue role required description", {"description": 500}
        rules, hidden, key, parent = PARTICIPANT_RULES, "begins ends", "conference venue", "conference"
        display = "{conference.name}: {venue.name}"
        menu, icon, facets = "services/venues", "video", "conference venue role"
