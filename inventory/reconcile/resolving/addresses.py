"""Accepting IP addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.ipam.models import IPAddress
from inventory.reconcile.resolving.acceptance import Unmet, forget, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.reconcile.resolving.acceptance import Acceptance, Handler


def new_address(acceptance: Acceptance) -> Any:
    """An active address on the interface that holds it, in that interface's VRF."""
    interface = _interface(acceptance)
    values = {
        "address": acceptance.observed["address"], "vrf_id": interface.vrf_id, **_assigned(interface.pk),
    }  # fmt: skip
    return acceptance.save(IPAddress(), values)


def reassigned(acceptance: Acceptance) -> Any:
    """The address goes to the interface that holds it."""
    return acceptance.save(acceptance.subject(), _assigned(_interface(acceptance).pk))


def prefix_length(acceptance: Acceptance) -> Any:
    """The same address in another network."""
    return acceptance.save(acceptance.subject(), {"address": acceptance.observed})


def _assigned(interface: int) -> dict[str, Any]:
    return {"assigned_object_type": "dcim.interface", "assigned_object_id": interface}


def _interface(acceptance: Acceptance) -> Any:
    said = acceptance.observed
    if not said.get("interface_id"):
        told = {"interface": said.get("interface") or "?", "device": said.get("device")}
        raise Unmet(_("Interface “%(interface)s” of %(device)s is not registered; accept or add it first.") % told)
    return acceptance.find("dcim.interface", said["interface_id"])


HANDLERS: Final[Mapping[str, Handler]] = {
    "address.unexpected": new_address,
    "address.assignment": reassigned,
    "address.interface": reassigned,
    "address.prefix_length": prefix_length,
    "address.missing": forget,
    "address.duplicate": refuse(gettext_lazy("Two devices hold the address; the register can give it to one only.")),
}
