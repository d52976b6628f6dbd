"""Virtual disks."""

from django.utils.translation import gettext_lazy as _

from inventory.declare.vocabulary import Owned, Ref, named, natural, number, text, unique


class VirtualDisk(Owned):
    """A disk of a virtual machine, in MB; a machine that has disks has the size of them all (a database trigger)."""

    virtual_machine = Ref("virtualization.VirtualMachine", _("virtual machine"), owned=True, related="virtualdisks")
    name = named(64)
    description = text(_("description"), 200)
    size = number(_("size"), hint=_("MB"))
    _name = natural()

    class Meta(Owned.Meta):
        ordering = ["virtual_machine_id", "_name", "id"]
        verbose_name, verbose_name_plural = _("virtual disk"), _("virtual disks")
        constraints = [unique("virtualization_virtualdisk_unique_machine_name", "virtual_machine", "name")]

    class Inventory:
        path = "virtualization/virtual-disks"
        brief = "virtual_machine name description size"
        columns = "virtual_machine name size description"
        search = {"name": 100, "description": 500}
        key, parent = "virtual_machine name", "virtual_machine"
        menu, icon = "inventory/virtualisation", "database"
