"""Which credentials are tried in a segment."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.records import Record
from inventory.declare.vocabulary import Choice, Ref, number, unique
from inventory.discovery.rules.keys import key_fits
from inventory.reconcile.choices import AccessMethod, SnmpVersion


class Key(Record):
    """A credential that is tried on unknown devices of a segment; the lowest weight first."""

    segment = Ref("segments.Segment", _("segment"), owned=True, related="discovery_keys")
    credential = Ref("reconcile.Credential", _("credential"), owned=True, related="discovery_keys")
    method = Choice(_("method"), AccessMethod, default="snmp")
    version = Choice(_("version"), SnmpVersion, default="v2c")
    port = number(_("port"), 1, 65535, default=161)
    weight = number(_("weight"), hint=_("Lower comes first."), default=100)

    class Meta:
        ordering = ["segment", "weight", "id"]
        verbose_name, verbose_name_plural = _("discovery credential"), _("discovery credentials")
        constraints = [unique("discovery_key_once", "segment", "credential", "method", "port")]

    class Inventory:
        path, plugin, menu, icon = "discovery/keys", True, "audit/discovery", "key"
        brief, columns = "segment credential", "segment weight credential method version port"
        display, key = "{segment.name}: {credential.name}", "segment credential method port"
        facets, rules = "segment method", [key_fits]
