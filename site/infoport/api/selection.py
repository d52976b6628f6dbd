"""What a list request selects: keys, order, and which parameters are filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from inventory.declare.spec import Spec

NOT_FILTERS: Final = frozenset(
    {"limit", "offset", "start", "brief", "fields", "omit", "exclude", "format", "ordering", "export", "lang", "as_of"}
)
BRIEF: Final[Mapping[str, tuple[str, ...]]] = {
    "circuits.circuittype": ("circuit_count",), "circuits.provider": ("circuit_count",),
    "dcim.powerpanel": ("powerfeed_count",), "dcim.rack": ("device_count",), "dcim.rackrole": ("rack_count",),
    "extras.tag": ("description",), "ipam.rir": ("aggregate_count",),
    "ipam.role": ("prefix_count", "vlan_count", "asn_count"), "ipam.vlangroup": ("vlan_count",),
    "ipam.vrf": ("prefix_count",), "virtualization.cluster": ("virtualmachine_count",),
    "virtualization.clustergroup": ("cluster_count",), "virtualization.clustertype": ("cluster_count",),
}  # fmt: skip
"""Keys that NetBox adds to the brief form where it is asked for, and not where it is nested."""
EXTRAS: Final = ("url", "display_url", "display")
IN_VAIN: Final[Mapping[str, frozenset[str]]] = {
    "dcim.interface": frozenset({"virtual_machine_id", "form_factor"}), "dcim.inventoryitem": frozenset({"component"}),
    "extras.configcontext": frozenset({"tags"}), "ipam.ipaddress": frozenset({"assigned_object"}),
    "ipam.vlan": frozenset({"vlan_group"}), "users.user": frozenset({"password"}),
}  # fmt: skip
"""What `netbox.netbox` 3.22 sends though NetBox has no such filter. NetBox ignores every unknown filter, so that a
mistyped one yields all there is; we refuse the others (read in the collection's `ALLOWED_QUERY_PARAMS`)."""


def query_parameters(params: QueryDict, spec: Spec | None = None) -> Mapping[str, Sequence[str]]:
    """The parameters that filter, each with its values; with `spec`, without those its clients send in vain."""
    unread = NOT_FILTERS | IN_VAIN.get(spec.label, frozenset()) if spec else NOT_FILTERS
    return {name: params.getlist(name) for name in params if name not in unread}


def names_of(spec: Spec, params: Mapping[str, str]) -> tuple[str, ...] | None:
    """Wire keys asked for by `brief`, `fields` or `omit`; None for all. Unknown names are ignored, as NetBox does."""
    if params.get("brief"):
        return ("id", "url", "display", *spec.brief, *BRIEF.get(spec.label, ()))
    wanted = [name.strip() for name in params.get("fields", "").split(",") if name.strip()]
    if wanted:
        return tuple(dict.fromkeys(name for name in wanted if name in spec.fields or name in EXTRAS))
    omitted = {name.strip() for name in params.get("omit", "").split(",")}
    omitted |= {"config_context"} & {params.get("exclude", "")}  # NetBox's older word, for this one key
    if omitted & {*spec.fields, *EXTRAS}:
        every = ("id", *EXTRAS, *list(spec.fields)[1:])
        return tuple(name for name in every if name not in omitted)
    return None
