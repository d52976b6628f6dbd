"""Readiness limits."""

from django.utils.translation import gettext_lazy as _

from inventory.conferencing.choices import VenueKind
from inventory.declare.vocabulary import Choice, Primary, decimal, flag, number, whole


class ReadinessLimit(Primary):
    """What the path to a venue of one kind must keep, where the venue has no limits of its own.

    Within `max_…` it is green, within `usable_…` amber, beyond red; where the latter is null, beyond `max_…` is red.
    A measurement counts for `max_age` hours; what is not limited is null.
    """

    kind = Choice(_("kind"), VenueKind, unique=True)
    max_loss = decimal(_("loss limit"), 5, 2, (0, 100), _("Per cent of packets."))
    max_delay = whole(_("delay limit"), hint=_("Milliseconds, one way."))
    max_jitter = whole(_("jitter limit"), hint=_("Milliseconds."))
    min_bandwidth = whole(_("bandwidth needed"), hint=_("kbit/s"))
    usable_loss = decimal(_("usable loss"), 5, 2, (0, 100), _("Per cent of packets."))
    usable_delay = whole(_("usable delay"), hint=_("Milliseconds, one way."))
    usable_jitter = whole(_("usable jitter"), hint=_("Milliseconds."))
    usable_bandwidth = whole(_("usable bandwidth"), hint=_("kbit/s"))
    spare = flag(_("needs a spare path"), _("Without one it is amber."))
    max_age = number(_("counts for"), 1, hint=_("Hours."), default=24)

    class Meta(Primary.Meta):
        ordering = ["id"]
        verbose_name, verbose_name_plural = _("readiness limit"), _("readiness limits")

    class Inventory:
        path, plugin, brief = "conferencing/readiness-limits", True, "kind description"
        columns, search = "kind max_loss max_delay max_jitter min_bandwidth spare max_age", {"description": 500}
        groups = {
            "network": "max_loss usable_loss max_delay usable_delay max_jitter usable_jitter min_bandwidth",
            "life": "max_age",
        }
        display, key, menu, icon = "{kind}", "kind", "services/venues", "adjustments"
