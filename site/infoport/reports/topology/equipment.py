"""Devices as nodes, and the evidence of links as it is sent; both layers show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from infoport.reports.topology.shapes import Node, Proof
from inventory.dcim.models import Device
from inventory.declare.registry import specs
from inventory.declare.viewing import unlimited

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from infoport.reports.topology.asked import Asked
    from infoport.reports.topology.shapes import State
    from inventory.reconcile.difference import Evidence
    from inventory.reconcile.observed import Case

STATES: Final[Mapping[str, State]] = {
    "ok": "ok", "unreachable": "down", "refused": "degraded", "garbled": "degraded",
}  # fmt: skip
"""How the last poll ended → the state that is drawn."""


@unlimited()
def devices(
    asked: Asked, case: Case, keys: Collection[int], lying: Mapping[int, tuple[int, ...]]
) -> dict[int, tuple[Node, str]]:
    """Device → its node, grouped by site, and the name of its site; those not asked for are `elsewhere`."""
    page = specs["dcim.device"].page
    rows = Device.objects.filter(pk__in=keys).order_by().values_list(
        "pk", "name", "status", "role__name", "site_id", "site__name"
    )  # fmt: skip
    polled = asked.may("reconcile.access")
    found = {}
    for key, name, status, role, site, place in rows:
        known = case.observed.get(key)
        state: State = STATES.get(known.state, "unknown") if known and polled else "unknown"
        outside = key not in asked.devices
        node = Node(
            id=f"d{key}", kind="device", name=name or f"#{key}", device=key, role=role, site=site,
            group="elsewhere" if outside else f"s{site}",
            state="planned" if status in {"planned", "staged"} else state, url=f"{page}{key}/",
            segments=lying.get(key, ()), outside=outside,
        )  # fmt: skip
        found[key] = (node, place)
    return found


def proofs(
    names: Mapping[int, str], seen: Iterable[tuple[str, int, str, str, Sequence[Evidence]]], allowed: Collection[int]
) -> tuple[Proof, ...]:
    """Evidence (how, device, port, what was said, citations) of devices with a name here; `allowed` observations."""
    made = []
    for how, device, port, said, cited in seen:
        if device not in names:
            continue
        kept = [each for each in cited if each.observation is None or each.observation in allowed]
        if cited and not kept:
            continue
        one = kept[0] if kept else None
        made.append(
            Proof(
                how=how, device=device, name=names[device], port=port, said=said,
                source=one.source if one else "", at=one.at if one else None,
                observation=one.observation if one else None,
            )
        )  # fmt: skip
    return tuple(made)
