"""What must hold of virtual machines and their interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.declare.together import by_itself

if TYPE_CHECKING:
    from inventory.virtualization.models import VirtualMachine, VMInterface


@by_itself
def machine_in_place(machine: VirtualMachine) -> None:
    """A machine is at a site, in a cluster or on a device, and these agree.

    A new machine takes the site of its cluster, or of its device, where it states none.
    """
    if machine.pk is None and not machine.site_id:
        machine.site_id = _site_of_cluster(machine) or (machine.device.site_id if machine.device_id else None)
    if not (machine.site_id or machine.cluster_id or machine.device_id):
        raise ValidationError({"cluster": _("A virtual machine must be assigned to a site and/or cluster.")})
    site = _site_of_cluster(machine)
    if site and machine.site_id and site != machine.site_id:
        message = _("The selected cluster (%(cluster)s) is not assigned to this site (%(site)s).")
        raise ValidationError({"cluster": message % {"cluster": machine.cluster, "site": machine.site}})
    if machine.device_id and machine.device.cluster_id != machine.cluster_id:
        message = _("The selected device (%(device)s) is not assigned to this cluster (%(cluster)s).")
        raise ValidationError({"device": message % {"device": machine.device, "cluster": machine.cluster or "—"}})


def _site_of_cluster(machine: VirtualMachine) -> int | None:
    cluster = machine.cluster
    return cluster.scope_id if cluster is not None and cluster.scope_type == "dcim.site" else None


@by_itself
def addresses_are_its_own(machine: VirtualMachine) -> None:
    """Primary addresses are of their family and assigned to an interface of the machine."""
    stated = {name: address for name in ("primary_ip4", "primary_ip6") if (address := getattr(machine, name))}
    if not stated:
        return
    wanted = {name: _interfaces(address) for name, address in stated.items()}
    ports = apps.get_model("virtualization.VMInterface").objects.filter(virtual_machine_id=machine.pk)
    own = set(ports.filter(pk__in=set().union(*wanted.values())).values_list("pk", flat=True))
    for name, address in stated.items():
        if name[-1] != ("6" if ":" in address.address else "4"):
            message = _("%(address)s is not an IPv%(version)s address.")
            raise ValidationError({name: message % {"address": address, "version": name[-1]}})
        if not wanted[name] & own:
            message = _("The specified IP address (%(address)s) is not assigned to this VM.")
            raise ValidationError({name: message % {"address": address}})


def _interfaces(address: Any) -> set[int]:
    both = (address, address.nat_inside)
    label = "virtualization.vminterface"
    return {each.assigned_object_id for each in both if each and each.assigned_object_type == label}


@by_itself
def relations_on_machine(interface: VMInterface) -> None:
    """Parent and bridge are other interfaces of the same machine; an untagged VLAN needs an 802.1Q mode."""
    for name in ("parent", "bridge"):
        other = getattr(interface, name)
        if other is None:
            continue
        if other.pk == interface.pk:
            raise ValidationError({name: _("%(name)s cannot be its own %(what)s.") % {"name": interface, "what": name}})
        if other.virtual_machine_id != interface.virtual_machine_id:
            message = _("%(other)s belongs to another virtual machine (%(machine)s).")
            raise ValidationError({name: message % {"other": other, "machine": other.virtual_machine}})
    if interface.untagged_vlan_id and not interface.mode:
        raise ValidationError({"untagged_vlan": _("Interface mode does not support an untagged VLAN.")})
