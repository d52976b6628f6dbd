"""Cable bundles."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Primary, named, natural


class CableBundle(Primary):
    """Cables that run together under one name, as the strands of one duct between two rooms."""

    name = named(unique=True)
    _name = natural()

    class Meta(Primary.Meta):
        ordering = ["_name", "id"]
        verbose_name, verbose_name_plural = _("cable bundle"), _("cable bundles")

    class Inventory:
        path = "dcim/cable-bundles"
        brief = "name description"
        columns = "name cable_count description"
        search = {"name": 100, "description": 500, "comments": 5000}
        counts = {"cable_count": "dcim.cable.bundle"}
        menu, icon = "inventory/cabling", "link"
