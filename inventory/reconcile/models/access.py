"""Access to a device."""

from django.core.validators import MaxValueValidator as Most
from django.core.validators import MinValueValidator as Least
from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Choice, InetField, Ref
from inventory.declare.records import Record
from inventory.reconcile.checks import version_fits_credential
from inventory.reconcile.choices import AccessMethod, SnmpVersion
from inventory.reconcile.polled import POLLED


class Access(Record):
    """How a device is polled. How the last poll ended is read from `Poll`, which history does not record."""

    device = Ref("dcim.Device", _("device"), owned=True, related="accesses")
    method = Choice(_("method"), AccessMethod, default="snmp")
    address = InetField(_("address"))
    port = models.PositiveIntegerField(_("port"), default=161, validators=[Least(1), Most(65535)])
    version = Choice(_("version"), SnmpVersion, default="v2c")
    credential = Ref("reconcile.Credential", _("credential"), related="accesses")
    interval = models.PositiveIntegerField(_("interval"), default=60, validators=[Least(5)], help_text=_("Seconds."))
    timeout = models.FloatField(_("timeout"), default=2.0, validators=[Least(0.1)], help_text=_("Seconds per request."))
    retries = models.PositiveSmallIntegerField(_("retries"), default=2)
    max_repetitions = models.PositiveSmallIntegerField(_("rows per request"), default=25, validators=[Least(1)])
    enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        ordering = ["device", "id"]
        verbose_name, verbose_name_plural = _("access"), _("accesses")
        constraints = [models.UniqueConstraint(fields=["device"], name="access_once")]

    class Inventory:
        about = "device"
        path, plugin, menu, icon = "reconcile/accesses", True, "audit/collection", "plug-connected"
        brief, columns = "device address", "device address version enabled state last_success error"
        display, key, parent = "{device.name}", "device", "device"
        facets, computed, rules = "version enabled", POLLED, [version_fits_credential]
