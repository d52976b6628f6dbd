"""MAC addresses."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import GenericRef, MacField
from inventory.declare.records import Primary


class MACAddress(Primary):
    """A MAC address (EUI-48), assigned to an interface of a device or a virtual machine, or to none yet.

    An interface names one of its addresses as the primary one.
    """

    mac_address = MacField(_("MAC address"), db_index=True)
    assigned_object = GenericRef(_("assigned object"), ("dcim.interface", "virtualization.vminterface"))

    class Meta(Primary.Meta):
        ordering = ["mac_address", "id"]
        verbose_name = _("MAC address")
        verbose_name_plural = _("MAC addresses")
        indexes = [
            *Primary.Meta.indexes,
            models.Index(fields=["assigned_object_type", "assigned_object_id"], name="macaddress_assigned"),
        ]

    class Inventory:
        path = "dcim/mac-addresses"
        brief = "mac_address description"
        columns = "mac_address assigned_object description"
        search = {"mac_address": 100, "description": 500}
        display = "{mac_address}"
        key = "mac_address assigned_object_type assigned_object_id"
        menu = "inventory/addresses"
        icon = "key"
