"""Access to a device."""

from django.core.validators import MaxValueValidator as Most
from django.core.validators import MinValueValidator as Least
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, InetField, Ref
from inventory.declare.records import Record
from inventory.reconcile.checks import FITTING
from inventory.reconcile.choices import AccessMethod, CliPlatform, SnmpVersion
from inventory.reconcile.polled import ONE_EACH, POLLED, forget


class Access(Record):
    """How a device is asked. How the last poll ended is read from `Poll`, which history does not record."""

    device = Ref("dcim.Device", _("device"), owned=True, related="accesses")
    method = Choice(_("method"), AccessMethod, default="snmp")
    address = InetField(_("address"))
    port = models.PositiveIntegerField(_("port"), default=161, validators=[Least(1), Most(65535)])
    version = Choice(_("version"), SnmpVersion, default="v2c")
    credential = Ref("reconcile.Credential", _("credential"), related="accesses")
    platform = Choice(_("command line"), CliPlatform, null=True, help_text=_("Over SSH; empty: found out by asking."))
    host_key = models.TextField(_("host key"), blank=True, default="", help_text=_("Pinned at the first contact."))
    interval = models.PositiveIntegerField(_("interval"), default=60, validators=[Least(5)], help_text=_("Seconds."))
    timeout = models.FloatField(_("timeout"), default=2.0, validators=[Least(0.1)], help_text=_("Seconds per request."))
    retries = models.PositiveSmallIntegerField(_("retries"), default=2)
    max_repetitions = models.PositiveSmallIntegerField(_("rows per request"), default=25, validators=[Least(1)])
    enabled = models.BooleanField(_("enabled"), default=True, help_text=_("Facts are read this way."))

    class Meta:
        ordering, constraints = ["device", "id"], ONE_EACH
        verbose_name, verbose_name_plural = _("access"), _("accesses")

    class Inventory:
        path, plugin, menu, icon = "reconcile/accesses", True, "audit/collection", "plug-connected"
        brief, columns = "device address", "device address method enabled state last_success error"
        about, display, key, parent = "device", "{device.name}", "device method", "device"
        facets, computed, rules, saved = "method version enabled", POLLED, FITTING, forget
