"""Help given to sites that sleep."""

from django.db.models import DateField
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Primary, Ref, day
from inventory.inspection.choices import HelpKind


class HelpGiven(Primary):
    """What was done for a site that sleeps, by which team; `settled` is when it was seen awake again."""

    website = Ref("inspection.Website", _("web site"), owned=True, related="help_given")
    on = DateField(_("on"))
    kind = Choice(_("kind"), HelpKind)
    team = Ref("services.SupportTeam", _("by team"), null=True, keep=False, related="site_help")
    settled = day(_("settled"))

    class Meta(Primary.Meta):
        ordering = ["-on", "-id"]
        verbose_name, verbose_name_plural = _("help for a web site"), _("help for web sites")

    class Inventory:
        path, plugin, brief = "inspection/help", True, "website on kind description"
        columns, search = "on website kind team settled description", {"description": 500, "comments": 5000}
        display, key, parent = "{website.service.name} {kind}", "website on kind", "website"
        groups = {"life": "on settled", "owner": "team"}
        menu, icon, facets = "services/websites", "help-circle", "kind team website"
