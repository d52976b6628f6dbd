"""Compliance rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.configs.choices import Severity
from inventory.configs.rules.expressions import expressions_are_sound
from inventory.configs.verdicts import forget
from inventory.declare.vocabulary import Choice, Primary, Refs, flag, named, natural, text


class ComplianceRule(Primary):
    """What the configurations of some platforms and roles must have, and must not have, as regular expressions.

    Without a block expression the whole text is looked at; with one, every block whose first line fits it.
    """

    name = named(unique=True)
    enabled = flag(_("enabled"), default=True)
    severity = Choice(_("severity"), Severity, default=Severity.WARNING)
    platforms = Refs("dcim.Platform", _("platforms"), related="compliance_rules", help_text=_("None: any."))
    roles = Refs("dcim.DeviceRole", _("roles"), related="compliance_rules", help_text=_("None: any."))
    block = text(_("block"), 200, _("As ^interface; fits the first line of a block."))
    only = text(_("only blocks with"), 200, _("Blocks that have a line it fits."))
    must = models.TextField(_("must have"), blank=True, default="", help_text=_("One expression on each line."))
    must_not = models.TextField(_("must not have"), blank=True, default="", help_text=_("One on each line."))
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name, verbose_name_plural = _("compliance rule"), _("compliance rules")

    class Inventory:
        path, plugin, menu, icon = "configs/rules", True, "audit/configs", "clipboard-check"
        brief, columns = "name severity", "name enabled severity platforms roles block must must_not description"
        search, facets = {"name": 100, "description": 500}, "enabled severity"
        rules, saved = [expressions_are_sound], forget
