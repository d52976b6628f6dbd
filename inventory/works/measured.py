"""What a project costs and when its stages were reached."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, day, decimal
from inventory.works.choices import Stage


class Staged(models.Model):
    """The stage of a project and the day on which each was reached; null means not reached, or not known when."""

    stage = Choice(_("stage"), Stage, default=Stage.PROPOSED)
    proposed_on, reviewed_on, approved_on = day(_("proposed on")), day(_("reviewed on")), day(_("approved on"))
    tendered_on, built_on, accepted_on = day(_("tendered on")), day(_("built on")), day(_("accepted on"))

    class Meta:
        abstract = True


class Costed(models.Model):
    """Costs in yuan; null means not stated."""

    cost_planned = decimal(_("planned cost"), 14, 2, (0, 1e12), _("Yuan."))
    cost_approved = decimal(_("approved cost"), 14, 2, (0, 1e12), _("Yuan."))
    cost_actual = decimal(_("actual cost"), 14, 2, (0, 1e12), _("Yuan."))

    class Meta:
        abstract = True
