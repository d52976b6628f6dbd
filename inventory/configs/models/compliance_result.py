"""What compliance rules found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.configs.choices import Compliance, Reason
from inventory.declare.fields import Choice, Ref
from inventory.declare.records import Record
from inventory.declare.vocabulary import unique


class ComplianceResult(Record):
    """Whether a device complies with a rule. `findings` has the departing lines: number, text, block, expression.

    `version` is the configuration judged; null means that there was none.
    """

    device = Ref("dcim.Device", _("device"), owned=True, related="compliance_results")
    rule = Ref("configs.ComplianceRule", _("rule"), owned=True, related="results")
    version = Ref("configs.ConfigVersion", _("version"), null=True, keep=False, related="+")
    state = Choice(_("state"), Compliance, default=Compliance.UNKNOWN)
    reason = Choice(_("reason"), Reason, default=Reason.NOTHING)
    findings = models.JSONField(_("findings"), default=list)
    judged = models.DateTimeField(_("judged"))

    class Meta:
        ordering = ["device", "rule", "id"]
        verbose_name, verbose_name_plural = _("compliance result"), _("compliance results")
        constraints = [unique("compliance_result_once", "device", "rule")]

    class Inventory:
        about = parent = "device"
        path, plugin, menu, icon = "configs/results", True, "audit/configs", "shield-check"
        brief, columns = "device rule state", "device rule state reason findings judged"
        display, key, readonly, facets = "{device.name} {rule.name}", "device rule", "*", "rule state reason"
