"""Days that differ from the calendar."""

from django.db.models import DateField
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Record, flag, text


class CalendarDay(Record):
    """A day that is working here although the calendar says it is not, or the other way round.

    The calendar itself is the State Council's notice of each year, as the library `chinesecalendar` has it; for years
    without a notice Monday to Friday are working days.
    """

    day = DateField(_("day"), unique=True)
    working = flag(_("working"))
    name = text(_("name"), 100)

    class Meta:
        ordering = ["day"]
        verbose_name, verbose_name_plural = _("day of the calendar"), _("days of the calendar")

    class Inventory:
        path, plugin, brief = "hosting/calendar-days", True, "day working name"
        columns, search = "day working name", {"name": 100}
        display, key = "{day}", "day"
        menu, icon, facets = "hosting/settings", "history", "working"
