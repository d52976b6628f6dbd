"""Accepting cables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.models import Cable, CableTermination
from inventory.dcim.rules.cables import connect, ports_of
from inventory.declare.history import recorded
from inventory.reconcile.resolving.acceptance import Unmet, forget, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inventory.dcim.models import Interface
    from inventory.reconcile.resolving.acceptance import Acceptance, Handler


def moved(acceptance: Acceptance) -> Any:
    """The end that was in the intended far port goes to the observed one; the other end stays."""
    cable: Cable = acceptance.subject()
    old, new = acceptance.intended["far"], _free(acceptance, acceptance.observed["far"], cable)
    at = CableTermination.objects.filter(
        cable=cable, termination_type="dcim.interface", termination_id=old["interface_id"]
    ).first()
    if at is None:
        told = {"cable": cable, "interface": old["interface"], "device": old["device"]}
        raise Unmet(_("Cable “%(cable)s” does not end in %(interface)s of %(device)s.") % told)
    with recorded(acceptance.message):
        kept = ports_of(cable, "B" if at.cable_end == "A" else "A")
        ends = ([new], kept) if at.cable_end == "A" else (kept, [new])
        acceptance.save(cable, {})
        connect(cable, *ends)
    return cable


def new_cable(acceptance: Acceptance) -> Any:
    """A cable between the two ports that hear each other."""
    near, far = (_free(acceptance, acceptance.observed[side]) for side in ("near", "far"))
    with recorded(acceptance.message):
        cable = acceptance.save(Cable(), {"a_terminations": [_plug(near)], "b_terminations": [_plug(far)]})
        connect(cable, [near], [far])
    return cable


def _plug(port: Interface) -> dict[str, Any]:
    return {"object_type": "dcim.interface", "object_id": port.pk}


def _free(acceptance: Acceptance, place: Mapping[str, Any], cable: Cable | None = None) -> Interface:
    """The port to plug into. Raises `Unmet` when another cable is in it."""
    port: Interface = acceptance.find("dcim.interface", place["interface_id"], "change")
    if port.cable_id and (cable is None or port.cable_id != cable.pk):
        told = {"interface": place["interface"], "device": place["device"], "cable": port.cable}
        raise Unmet(_("%(interface)s of %(device)s holds cable “%(cable)s”; move or delete that one first.") % told)
    return port


HANDLERS: Final[Mapping[str, Handler]] = {
    "neighbour.moved": moved,
    "neighbour.unexpected": new_cable,
    "neighbour.missing": forget,
    "neighbour.unknown": refuse(
        gettext_lazy("The neighbour is not registered. Register the device, and the cable can be accepted.")
    ),
    "neighbour.port": refuse(
        gettext_lazy("The neighbour's port is not registered. Register it, and the cable can be accepted.")
    ),
}
