"""Hosts that plays run on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, InetField, Record, Ref, number, required, text
from inventory.hosting.choices import Serves


class Host(Record):
    """A host that plays run on, and how they get in: SSH with the login of a credential and a key that is pinned.

    `name` is the host's in the plan. An "image" is no host: its port and credential are those of every machine that is
    made for a request. `zones` are the DNS zones it holds, separated by blanks. `host_keys`: "type base64", one a line.
    """

    name = required(_("name"), unique=True)
    serves = Choice(_("serves"), Serves, default=Serves.GUEST)
    site = Ref("dcim.Site", _("site"), null=True, related="play_hosts")
    address = InetField(_("address"), null=True, blank=True)
    port = number(_("port"), 1, 65535, default=22)
    credential = Ref("reconcile.Credential", _("credential"), related="play_hosts")
    host_keys = models.TextField(_("host keys"), blank=True, default="", help_text=_("Pinned at the first contact."))
    zones, description = text(_("zones"), 500), text(_("description"), 200)

    class Meta:
        ordering = ["name"]
        verbose_name, verbose_name_plural = _("host of plays"), _("hosts of plays")

    class Inventory:
        path, plugin, brief = "hosting/hosts", True, "name serves address"
        columns = "name serves site address port credential zones description"
        display, key, search = "{name}", "name", {"name": 100, "zones": 300, "description": 500}
        menu, icon, facets = "hosting/settings", "plug-connected", "serves site"
