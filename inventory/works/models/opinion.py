"""Opinions."""

from django.db.models import TextField
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, Ref, Tagged, moment, text
from inventory.works.choices import Verdict
from inventory.works.rules.projects import opinion_in_time, sign


class Opinion(Tagged):
    """What a reviewing body says of a project; its last one counts.

    Without an author it bears the name of whoever writes it down; without a time, the time at which it is written.
    """

    project = Ref("works.Project", _("project"), owned=True, related="opinions")
    body = Ref("tenancy.Tenant", _("reviewing body"), related="opinions")
    author = text(_("author"), 150)
    given_at = moment(_("given at"))
    verdict = Choice(_("verdict"), Verdict)
    text = TextField(_("text"), help_text=_("Markdown."))

    class Meta(Tagged.Meta):
        ordering = ["project_id", "given_at", "id"]
        verbose_name, verbose_name_plural = _("opinion"), _("opinions")

    class Inventory:
        path, plugin, brief = "works/opinions", True, "project body verdict given_at"
        columns = "project body verdict author given_at text"
        search, rules, prepare = {"author": 300, "text": 500}, [opinion_in_time], sign
        display, key, parent = "{project.code}: {body.name}", "project body given_at", "project"
        menu, icon, facets = "governance/projects", "pencil", "project body verdict"
