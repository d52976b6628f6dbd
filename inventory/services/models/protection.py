"""Protections."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, GenericRef, Primary, Ref, day, index, moment, named, text, whole
from inventory.services.choices import DrillResult, ProtectionKind
from inventory.services.rules.protections import PROTECTION_COMPUTED, PROTECTION_FILTERS, SUBJECTS, copy_lies_elsewhere


class Protection(Primary):
    """What is copied where, how, when, and whether the copy is known to work; what is not agreed is null."""

    name = named(unique=True)
    subject = GenericRef(_("protected"), SUBJECTS, null=False, owned=True)
    kind = Choice(_("kind"), ProtectionKind, default=ProtectionKind.BACKUP)
    source = Ref("dcim.Site", _("from site"), null=True, related="protected_here")
    target = Ref("dcim.Site", _("to site"), related="copies_kept", help_text=_("Where the copy lies."))
    target_location = Ref("dcim.Location", _("to location"), null=True, keep=False, related="copies_kept")
    store = Ref("dcim.Device", _("stored on"), null=True, keep=False, related="copies_kept")
    method, schedule = text(_("method"), 100), text(_("schedule"), 100, _("When it is made, as 01:30 daily."))
    rpo = whole(_("recovery point objective"), hint=_("How much may be lost, in minutes."))
    rto = whole(_("recovery time objective"), hint=_("How long restoring may take, in minutes."))
    retention = whole(_("retention"), hint=_("Days."))
    last_good_copy = moment(_("last good copy"))
    last_drill = day(_("last drill"))
    drill_result = Choice(_("drill result"), DrillResult, null=True)
    responsible = Ref("services.SupportTeam", _("responsible team"), null=True, related="protections")

    class Meta(Primary.Meta):
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("protection"), _("protections")
        indexes = [*Primary.Meta.indexes, index("protection_subject", "subject_type", "subject_id")]

    class Inventory:
        path, plugin, brief = "services/protections", True, "name kind target last_good_copy description"
        columns = "name subject kind source target rpo rto last_good_copy freshness last_drill"
        search, rules = {"name": 100, "description": 500, "comments": 5000}, [copy_lies_elsewhere]
        computed, filters = PROTECTION_COMPUTED, PROTECTION_FILTERS
        groups = {"place": "target target_location store", "life": "method schedule rpo rto retention drill_result"}
        menu, icon, facets = "services/protection", "shield-check", "kind source target responsible"
