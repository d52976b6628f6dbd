"""Limits of inspections."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, decimal, whole
from inventory.services.choices import SiteKind


class InspectionLimit(Primary):
    """By what the sites of one kind are judged; what is null goes by the census of 2015, as `docs/guide` quotes it."""

    kind = Choice(_("web site's kind"), SiteKind, unique=True)
    open_seconds = decimal(_("opens within"), 4, 1, (1, 60), _("Seconds."))
    closed_share = decimal(_("veto when not open"), 5, 2, (0, 100), _("From so many per cent of the visits."))
    home_days = whole(_("home page limit"), hint=_("Days that its newest item may be old."))
    news_days = whole(_("news limit"), hint=_("Days, for columns of news."))
    notice_days = whole(_("notices limit"), hint=_("Days, for columns of notices and policies."))
    old_columns = whole(_("veto when not updated"), 1, hint=_("From so many columns."))
    blank_columns = whole(_("veto when blank"), 1, hint=_("From so many columns."))
    pass_points = decimal(_("points to pass"), 4, 1, (0, 100))

    class Meta(Primary.Meta):
        ordering = ["id"]
        verbose_name, verbose_name_plural = _("inspection limit"), _("inspection limits")

    class Inventory:
        path, plugin, brief, search = "inspection/limits", True, "kind description", {"description": 500}
        columns = "kind open_seconds closed_share home_days news_days notice_days old_columns blank_columns"
        groups = {"life": "home_days news_days notice_days old_columns blank_columns", "network": "open_seconds"}
        display, key, menu, icon = "{kind}", "kind", "services/websites", "adjustments"
