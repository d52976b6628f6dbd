"""MAC addresses."""

from django.utils.translation import gettext_lazy as _

from inventory.dcim.assigned import ASSIGNED_FILTERS
from inventory.declare.vocabulary import GenericRef, MacField, Primary, index


class MACAddress(Primary):
    """A MAC address (EUI-48), assigned to an interface of a device or a virtual machine, or to none yet.

    An interface names one of its addresses as the primary one.
    """

    mac_address = MacField(_("MAC address"), db_index=True)
    assigned_object = GenericRef(_("assigned object"), ("dcim.interface", "virtualization.vminterface"))

    class Meta(Primary.Meta):
        ordering = ["mac_address", "id"]
        verbose_name, verbose_name_plural = _("MAC address"), _("MAC addresses")
        indexes = [
            *Primary.Meta.indexes,
            index("macaddress_assigned", "assigned_object_type", "assigned_object_id"),
        ]

    class Inventory:
        path = "dcim/mac-addresses"
        brief = "mac_address description"
        columns = "mac_address assigned_object description"
        search = {"mac_address": 100, "description": 500}
        filters = ASSIGNED_FILTERS
        display = "{mac_address}"
        key = "mac_address assigned_object_type assigned_object_id"
        menu, icon = "inventory/addresses", "key"
