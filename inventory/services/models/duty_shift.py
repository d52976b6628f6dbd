"""Duty shifts."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Ref, Tagged, index, text
from inventory.services.choices import DutyKind
from inventory.services.rules.governance import SAME_TEAM, SAME_TIME, ends_later


class DutyShift(Tagged):
    """That somebody of a team is on duty from one moment until another. Primary shifts of a team do not overlap."""

    team = Ref("services.SupportTeam", _("team"), owned=True, related="shifts")
    contact = Ref("tenancy.Contact", _("person"), related="shifts")
    kind = Choice(_("kind"), DutyKind, default=DutyKind.PRIMARY)
    starts_at, ends_at = models.DateTimeField(_("from")), models.DateTimeField(_("to"))
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["starts_at", "team_id", "id"]
        verbose_name, verbose_name_plural = _("duty shift"), _("duty shifts")
        constraints = [
            ExclusionConstraint(
                name="services_dutyshift_one_primary", expressions=[SAME_TEAM, SAME_TIME],
                condition=models.Q(kind="primary"), violation_error_message=_("Another primary shift overlaps it."),
            )
        ]  # fmt: skip
        indexes = [*Tagged.Meta.indexes, index("dutyshift_team", "team", "kind", "starts_at")]

    class Inventory:
        path, plugin, brief = "services/duty-shifts", True, "team contact kind starts_at ends_at"
        columns = "team contact kind starts_at ends_at description"
        search, rules = {"description": 500}, [ends_later]
        display, key = "{team.name}: {contact.name}", "team kind starts_at contact"
        menu, icon, facets = "governance/duty", "user-circle", "team kind contact"
