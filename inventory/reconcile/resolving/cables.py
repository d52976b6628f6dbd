"""Accepting cables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.dcim.models import Cable, CableTermination
from inventory.dcim.rules.cables import connect, ports_of
from inventory.declare import write
from inventory.declare.history import recorded
from inventory.declare.registry import specs
from inventory.reconcile.models import Difference
from inventory.reconcile.resolving.acceptance import Unmet, forget, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.dcim.models import Interface
    from inventory.reconcile.resolving.acceptance import Acceptance, Handler


def moved(acceptance: Acceptance) -> Any:
    """The end that was in the intended far port goes to the observed one; the other end stays.

    Where the cable in the observed port was seen in the port that becomes free, the two are exchanged in one step.
    """
    cable: Cable = acceptance.subject()
    old, target = acceptance.intended["far"], acceptance.observed["far"]
    swapped = _swapped(acceptance, cable)
    if swapped is None:
        new = _free(acceptance, target, cable)
        with recorded(acceptance.message):
            acceptance.save(cable, {})
            _replug(cable, old, new)
        return cable
    other: Cable = acceptance.find("dcim.cable", swapped.subject_id, "change")
    if swapped.intent_version is not None:
        write.lock_unchanged(specs["dcim.cable"], other, swapped.intent_version)
    ports = [acceptance.find("dcim.interface", place["interface_id"], "change") for place in (target, old)]
    with recorded(acceptance.message):
        acceptance.save(cable, {})
        acceptance.save(other, {})
        _exchange(((cable, old), (other, target)), ports)
    live = Difference.objects.filter(pk=swapped.pk, closed=None)
    live.update(state="accepted", closed=timezone.now(), resolved_by=acceptance.name)
    return cable


def _swapped(acceptance: Acceptance, cable: Cable) -> Difference | None:
    """What is open about the cable in the observed port: that it was seen in the port that this one leaves."""
    old, target = acceptance.intended["far"], acceptance.observed["far"]
    return (
        Difference.objects.select_for_update()
        .filter(
            rule="neighbour.moved", closed=None, intended__far__interface_id=target["interface_id"],
            observed__far__interface_id=old["interface_id"],
        )
        .exclude(subject_id=cable.pk)
        .first()
    )  # fmt: skip


def _replug(cable: Cable, old: Mapping[str, Any], new: Interface) -> None:
    """Move one end of a cable. Raises `Unmet` when it does not end in the old port."""
    at, kept = _end(cable, old)
    connect(cable, *(([new], kept) if at.cable_end == "A" else (kept, [new])))


def _exchange(ends: Sequence[tuple[Cable, Mapping[str, Any]]], ports: Sequence[Interface]) -> None:
    """Pull both ends out before either is plugged in: a port holds one cable."""
    found = [(cable, *_end(cable, old)) for cable, old in ends]
    for _cable, at, _kept in found:
        at.delete()
    for (cable, at, kept), port in zip(found, ports, strict=True):
        port.refresh_from_db()
        connect(cable, *(([port], kept) if at.cable_end == "A" else (kept, [port])))


def _end(cable: Cable, place: Mapping[str, Any]) -> tuple[CableTermination, list[Any]]:
    """The end of a cable in a port, and the ports of its other end. Raises `Unmet`."""
    at = CableTermination.objects.filter(
        cable=cable, termination_type="dcim.interface", termination_id=place["interface_id"]
    ).first()
    if at is None:
        told = {"cable": cable, "interface": place["interface"], "device": place["device"]}
        raise Unmet(_("Cable “%(cable)s” does not end in %(interface)s of %(device)s.") % told)
    return at, list(ports_of(cable, "B" if at.cable_end == "A" else "A"))


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
