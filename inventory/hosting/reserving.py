"""What an approved plan reserves, in the caller's transaction, and how it is let go: rows, never counters."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from inventory.declare import write
from inventory.declare.registry import specs
from inventory.hosting.models import Reservation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from inventory.hosting.models import Plan, Request

SETTLED: Final[Mapping[str, str]] = {
    "virtualization.virtualmachine": "active", "ipam.ipaddress": "active",
}  # fmt: skip
"""Status of what was made, once it is verified."""


class Taken(Exception):
    """Something of the plan is held by somebody else by now; nothing was reserved. The text names it."""


def reserve(request: Request, plan: Plan) -> None:
    """Make and take all that the plan names. Raises `Taken` when it no longer can; then nothing is kept."""
    try:
        with transaction.atomic():
            made: dict[str, Any] = {}
            for line in plan.lines:
                _one(request, line, made)
            _join(made)
    except (ValidationError, IntegrityError) as error:
        raise Taken("; ".join(error.messages) if isinstance(error, ValidationError) else str(error)) from error


def _one(request: Request, line: Mapping[str, Any], made: dict[str, Any]) -> None:
    if line["verb"] == "keep":  # the earlier request holds it, until it is handed over
        return
    slot = line["slot"] or f"request:{request.pk}:{line['role']}"
    values = {
        name: made[value["$"]] if isinstance(value, dict) and "$" in value else value
        for name, value in line["values"].items()
    }
    if line["verb"] == "make":
        spec = specs[line["label"]]
        # The slot comes first: who loses the race learns it before an object is made.
        held = Reservation.objects.create(request=request, slot=slot, role=line["role"], made=True)
        target = write.save(spec, spec.model(), values)
        _note(held, line["label"], target.pk)
        made[line["role"]] = target
    elif line["verb"] == "take" and line["label"]:
        spec = specs[line["label"]]
        target = spec.model._default_manager.select_for_update(of=("self",)).get(pk=line["key"])  # noqa: SLF001 - any declared model
        values = {name: value for name, value in values.items() if getattr(target, name) != value}
        before = {name: _stored(getattr(target, name)) for name in values}
        held = Reservation.objects.create(request=request, slot=slot, role=line["role"], before=before)
        _note(held, line["label"], target.pk)
        if values:
            write.save(spec, target, values)
    elif line["slot"]:
        Reservation.objects.create(request=request, slot=slot, role=line["role"])


def _stored(value: Any) -> Any:
    """A value as JSON keeps it, and as the write path takes it back."""
    return str(value) if isinstance(value, Decimal) else value


def _note(held: Reservation, label: str, key: int) -> None:
    Reservation.objects.filter(pk=held.pk).update(target_type=label, target_id=key)


def _join(made: Mapping[str, Any]) -> None:
    """The address stands on the machine's interface and is its primary one."""
    address, interface, machine = (made.get(role) for role in ("address", "interface", "machine"))
    if address is None or interface is None or machine is None:
        return
    on = {"assigned_object_type": "virtualization.vminterface", "assigned_object_id": interface.pk}
    write.save(specs["ipam.ipaddress"], address, on)
    write.save(specs["virtualization.virtualmachine"], machine, {"primary_ip4": address})


def settle(request: Request) -> None:
    """What was made is in use from now on."""
    for held in Reservation.objects.filter(request=request, made=True):
        label, _key = _named(held)
        status = SETTLED.get(label)
        target = _target(held)
        if status and target is not None:
            write.save(specs[label], target, {"status": status})


def hand_over(request: Request, about: Request, plan: Plan) -> None:
    """What a change leaves of the earlier request becomes this one's; what its plan gives back is let go of."""
    given = [
        each["values"]["reservation"] for each in plan.lines
        if each["verb"] == "release" and "reservation" in each["values"]
    ]  # fmt: skip
    kept = set(about.reservations.exclude(pk__in=given).filter(made=True).values_list("target_type", "target_id"))
    release(about, given)
    for held in Reservation.objects.filter(request=request, made=False):
        if held.slot == f"change:{about.pk}" or _named(held) in kept:
            held.delete()  # the one that made the object holds it on
    Reservation.objects.filter(request=about).update(request=request)


def release(request: Request, only: Sequence[int] | None = None) -> list[str]:
    """Give everything back, or `only` these reservations, the last first; returns the slots.

    What is gone already is no obstacle.
    """
    slots = []
    rows = Reservation.objects.filter(request=request).select_for_update().order_by("-pk")
    for held in rows if only is None else rows.filter(pk__in=only):
        target = _target(held)
        if target is not None and held.made:
            write.delete(specs[_named(held)[0]], [target])
        elif target is not None and held.before:
            write.save(specs[_named(held)[0]], target, held.before)
        slots.append(held.slot)
        held.delete()
    return slots


def _named(held: Reservation) -> tuple[str, int | None]:
    """Both halves of the reference, whose columns its declaration adds."""
    values = vars(held)
    return values["target_type"] or "", values["target_id"]


def _target(held: Reservation) -> Any:
    label, key = _named(held)
    if not label or key is None:
        return None
    return specs[label].model._default_manager.filter(pk=key).first()  # noqa: SLF001 - any declared model
