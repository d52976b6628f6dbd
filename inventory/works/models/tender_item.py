"""Tender items."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Ref, Tagged, decimal, named, number, text, unique


class TenderItem(Tagged):
    """One line of a tender lot: how many of what, for how much each; the device type where it is one."""

    lot = Ref("works.TenderLot", _("tender lot"), owned=True, related="items")
    name = named()
    device_type = Ref("dcim.DeviceType", _("device type"), null=True, related="tender_items")
    quantity = number(_("quantity"), 1, default=1)
    unit_price = decimal(_("unit price"), 14, 2, (0, 1e12), _("Yuan."))
    description = text(_("description"), 200)

    class Meta(Tagged.Meta):
        ordering = ["lot_id", "name", "id"]
        verbose_name, verbose_name_plural = _("tender item"), _("tender items")
        constraints = [unique("works_item_unique_lot_name", "lot", "name")]

    class Inventory:
        path, plugin, brief = "works/tender-items", True, "lot name quantity description"
        columns = "name lot device_type quantity unit_price description"
        search = {"name": 100, "description": 500}
        display, key, parent = "{lot.name}: {name}", "lot name", "lot"
        menu, icon, facets = "governance/tenders", "list-details", "lot device_type"
