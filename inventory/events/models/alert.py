"""Alerts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Declared
from inventory.declare.vocabulary import Choice, Ref, index, json, moment, named, required, text, unique
from inventory.events.choices import AlertSeverity, AlertState


class Alert(Declared):
    """That a rule of Prometheus found something wrong, and who was told: the `officer` of the `team` responsible.

    `told_at` is when the mail server took it. Acknowledged and silenced ones tell nobody.
    """

    id = models.BigAutoField(_("ID"), primary_key=True)
    state, severity = Choice(_("state"), AlertState), Choice(_("severity"), AlertSeverity)
    name, summary = named(), text(_("summary"), 500)
    device = Ref("dcim.Device", _("device"), null=True, owned=True, related="alerts")
    service = Ref("services.ApplicationService", _("service"), null=True, owned=True, related="alerts")
    team = Ref("services.SupportTeam", _("responsible centre"), null=True, keep=False, related="alerts")
    officer = Ref("tenancy.Contact", _("duty officer"), null=True, keep=False, related="alerts")
    starts_at, ends_at = models.DateTimeField(_("since")), moment(_("until"))
    told_at, untold = moment(_("told at")), text(_("not told because"), 200)
    acknowledged_at, acknowledged_by = moment(_("acknowledged at")), text(_("acknowledged by"))
    silenced_until = moment(_("silenced until"))
    fingerprint, labels = required(_("fingerprint"), 64), json(_("labels"), default=dict)

    class Meta:
        ordering, verbose_name, verbose_name_plural = ["-starts_at", "-id"], _("alert"), _("alerts")
        constraints = [unique("alert_once", "fingerprint", "starts_at")]
        indexes = [index("alert_state", "state", "-starts_at")]

    class Inventory:
        path, plugin, menu, icon, about = "events/alerts", True, "overview/alerts", "bell", "device"
        brief = "name state severity"
        columns = "state severity name summary device service team officer starts_at told_at"
        search, parent, key, display = {"name": 100, "summary": 200}, "device", "id", "{name}"
        facets, hidden, readonly = "state severity name team device service", "fingerprint", "*"
