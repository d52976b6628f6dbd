"""That a device is reached at its own addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from inventory.dcim.rules.chassis import shared_interfaces
from inventory.dcim.rules.suspects import with_addresses
from inventory.declare.together import for_suspects

if TYPE_CHECKING:
    from inventory.dcim.models import Device


@for_suspects(with_addresses)
def addresses_are_its_own(device: Device) -> None:
    """Primary addresses are of their family, and each stated address is on an interface of the device.

    Interfaces of fellow members of its virtual chassis count. An address that is translated counts as assigned where
    its inside address is.
    """
    stated = {name: address for name in ("primary_ip4", "primary_ip6", "oob_ip") if (address := getattr(device, name))}
    if not stated:
        return
    wanted = {name: _interfaces(address) for name, address in stated.items()}
    ports = apps.get_model("dcim.Interface").objects.filter(pk__in=set().union(*wanted.values()))
    own = set(ports.filter(shared_interfaces([device.pk])).values_list("pk", flat=True))
    for name, address in stated.items():
        if name != "oob_ip" and name[-1] != ("6" if ":" in address.address else "4"):
            message = _("%(address)s is not an IPv%(version)s address.")
            raise ValidationError({name: message % {"address": address, "version": name[-1]}})
        if not wanted[name] & own:
            message = _("The specified IP address (%(address)s) is not assigned to this device.")
            raise ValidationError({name: message % {"address": address}})


def _interfaces(address: Any) -> set[int]:
    """Ids of the interfaces that the address, or the one it is translated to, is assigned to."""
    both = (address, address.nat_inside)
    return {each.assigned_object_id for each in both if each and each.assigned_object_type == "dcim.interface"}
