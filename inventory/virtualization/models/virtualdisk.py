"""Virtual disks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.declare.fields import Ref, natural
from inventory.declare.records import Tagged


class VirtualDisk(Tagged):
    """A disk of a virtual machine; its size is in MB."""

    virtual_machine = Ref("virtualization.VirtualMachine", _("virtual machine"), owned=True, related="virtualdisks")
    name = models.CharField(_("name"), max_length=64)
    description = models.CharField(_("description"), max_length=200, blank=True, default="")
    size = models.PositiveIntegerField(_("size"), help_text=_("MB"))
    _name = natural()

    class Meta(Tagged.Meta):
        ordering = ["virtual_machine_id", "_name", "id"]
        verbose_name = _("virtual disk")
        verbose_name_plural = _("virtual disks")
        constraints = [
            models.UniqueConstraint(
                fields=["virtual_machine", "name"], name="virtualization_virtualdisk_unique_machine_name"
            )
        ]

    class Inventory:
        path = "virtualization/virtual-disks"
        brief = "virtual_machine name description size"
        columns = "virtual_machine name size description"
        search = {"name": 100, "description": 500}
        key = "virtual_machine name"
        parent = "virtual_machine"
        menu = "inventory/virtualisation"
        icon = "database"
