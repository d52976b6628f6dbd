"""What belongs to a department: how each type leads to the tenant it is for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from inventory.declare.records import Organizational
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from inventory.declare.spec import Spec

TENANT: Final = "tenancy.tenant"
ROUTES: Final[Mapping[str, tuple[str, ...]]] = {
    TENANT: ("pk",),
    "dcim.site": ("tenant", "devices__tenant"),
    "dcim.location": ("tenant", "devices__tenant"),
    "dcim.rack": ("tenant", "devices__tenant"),
    "dcim.macaddress": (),
    "core.objectchange": (),
}
"""Where one reference is not the whole answer: the room and the rack in which own equipment stands may be seen."""
SHARED: Final = frozenset({"dcim.devicetype", "dcim.moduletype", "dcim.racktype", "extras.tag", "core.objectchange"})
"""Catalogues everyone reads, and what is limited by what it is about."""


@lru_cache(maxsize=512)
def routes(label: str) -> tuple[str, ...]:
    """Look-ups from a type to its tenant's id; none where the type belongs to nobody."""
    if label in ROUTES:
        return ROUTES[label]
    spec = specs[label]
    tenant = spec.fields.get("tenant")
    if tenant is not None and tenant.target == TENANT and tenant.column:
        return ("tenant",)
    for name in (spec.parent, spec.about):
        whole = spec.fields.get(name or "")
        if whole is not None and whole.kind == "ref" and whole.target and whole.target != label:
            return tuple(f"{name}__{route}" for route in routes(whole.target))
    return ()


def shared(spec: Spec) -> bool:
    """Whether the type is a catalogue that every department reads whole."""
    if spec.label in SHARED:
        return True
    if issubclass(spec.model, Organizational) and spec.app not in {"tenancy", "users"}:
        return True
    parent = spec.fields.get(spec.parent or "")
    return (
        parent is not None
        and bool(parent.target)
        and parent.target != spec.label
        and shared(specs[parent.target or ""])
    )


def constraints(tenants: Iterable[int]) -> Iterator[tuple[str, Any]]:
    """`(label, constraints)` of all that members of these tenants may see, in the form of object permissions."""
    ids = sorted(tenants)
    for spec in specs:
        if found := routes(spec.label):
            yield spec.label, [{f"{route}__in": ids} for route in found]
        elif shared(spec):
            yield spec.label, None
