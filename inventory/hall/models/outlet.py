"""Outlets."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Choice, GenericRef, Primary, Ref, flag, natural, required, unique
from inventory.hall.choices import OutletKind
from inventory.hall.rules.places import PANEL_PORTS, outlet_in_place, port_serves_one_outlet


class Outlet(Primary):
    """A socket in the wall, the floor or the desk, wired to the back of a patch panel.

    `port` is the panel port its cable ends in; null means that nobody knows, or that it is not wired. `segment` is the
    network it shall lead to; null means none in particular.
    """

    label = required(_("label"), 50, _("As printed on it."))
    site = Ref("dcim.Site", _("site"), related="outlets")
    location = Ref("dcim.Location", _("location"), null=True, related="outlets")
    window = Ref("hall.Window", _("window or office"), null=True, keep=False, related="outlets")
    kind = Choice(_("kind"), OutletKind, default=OutletKind.RJ45)
    port = GenericRef(_("panel port"), PANEL_PORTS)
    segment = Ref("segments.Segment", _("segment wanted"), null=True, related="outlets")
    blocked = flag(_("blocked"), _("Damaged or shut off on purpose."))
    _label = natural("label")

    class Meta(Primary.Meta):
        ordering = ["site_id", "_label", "id"]
        verbose_name, verbose_name_plural = _("outlet"), _("outlets")
        constraints = [unique("hall_outlet_unique_site_label", "site", "label")]

    class Inventory:
        path, plugin, brief = "hall/outlets", True, "label kind description"
        columns = "label window site location kind port segment"
        search, rules = {"label": 100, "description": 500}, [outlet_in_place, port_serves_one_outlet]
        display, key, filters = "{label}", "site label", {"window_tenant": "window.tenant"}
        menu, icon, facets = "inventory/hall", "plug", "site location kind segment"
