"""Values of business figures."""

from django.db.models import BigAutoField, DateTimeField, DecimalField
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Declared
from inventory.declare.vocabulary import Choice, Ref, text, unique
from inventory.services.choices import ValueOrigin


class BusinessFigureValue(Declared):
    """What a business figure was at one time. Values are added and never changed; they go with their figure."""

    id = BigAutoField(_("ID"), primary_key=True)
    figure = Ref("services.BusinessFigure", _("figure"), owned=True, related="values")
    at = DateTimeField(_("time"))
    value = DecimalField(_("value"), max_digits=20, decimal_places=4)
    origin = Choice(_("origin"), ValueOrigin)
    reference = text(_("reference"), 200, _("Document, probe or client it came from."))
    stored = DateTimeField(_("stored"), auto_now_add=True, db_default=Now(), editable=False)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name, verbose_name_plural = _("figure value"), _("figure values")
        constraints = [unique("services_value_unique_figure_at", "figure", "at")]

    class Inventory:
        path, plugin, brief = "services/business-figure-values", True, "figure at value"
        columns, readonly = "figure at value origin reference", "*"
        display, key, parent = "{figure.name} {value}", "figure at", "figure"
        menu, icon, facets = "services/applications", "report-analytics", "figure origin"
