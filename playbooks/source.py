"""The inventory as Ansible sees it: what a person may see of devices and virtual machines that have a name.

    listing = inventory(user)          # None: everything
    listing["_meta"]["hostvars"]["sw-1"]["ansible_host"]

Groups are `site_…`, `role_…`, `platform_…`, `tenant_…`, `segment_…` (by the slug, with `_` for what Ansible refuses),
`devices` and `virtual_machines`. A host that shares its name with another is called `NAME_ID`, with a letter before the
id of a virtual machine. What is stored is data: Ansible never reads it as a template.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from inventory.dcim.models import Device
from inventory.declare.permissions import restrict
from inventory.extras.contexts import of_devices, of_machines
from inventory.ipam.models import Prefix
from inventory.reconcile.models import Access
from inventory.virtualization.models import VirtualMachine
from playbooks.orders import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

GROUPING: Final = ("site", "role", "platform", "tenant")
TEMPLATE: Final = re.compile(r"\{[{%#]")
SSH: Final = ("ssh", "napalm")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class NoSuchHost(Exception):
    """The inventory has no host of that name, or the person may not see it."""


def inventory(user: Any | None) -> dict[str, Any]:
    """The whole inventory in the form of Ansible's inventory scripts; what `user` may not see is not there."""
    variables: dict[str, dict[str, Any]] = {}
    groups: dict[str, list[str]] = {}
    found = hosts(user)
    for name, (instance, own) in found.items():
        variables[name] = marked(own)
        for group in _groups(instance, own["infoport"]["segment"]):
            groups.setdefault(group, []).append(name)
    listing: dict[str, Any] = {group: {"hosts": sorted(names)} for group, names in sorted(groups.items())}
    return {"_meta": {"hostvars": variables}, "all": {"children": ["ungrouped", *listing]}, **listing}


def host(user: Any | None, name: str) -> dict[str, Any]:
    """The variables of one host. Raises `NoSuchHost`."""
    found = hosts(user)
    if name not in found:
        raise NoSuchHost(f"the inventory has no host {name!r}, or it may not be seen")
    own: dict[str, Any] = marked(found[name][1])
    return own


def hosts(user: Any | None) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Every host with its object and its variables, by its name in Ansible."""
    devices = list(_seen(Device.objects.exclude(name=None), user).order_by("_name", "id"))
    machines = list(_seen(VirtualMachine.objects.all(), user).order_by("_name", "id"))
    segments = _segments(user)
    keys = _host_keys(devices, user)
    contexts = {
        **_contexts("d", devices, of_devices([each.pk for each in devices])),
        **_contexts("v", machines, of_machines([each.pk for each in machines])),
    }
    counted = Counter(str(each.name) for each in (*devices, *machines))
    found = {}
    for letter, each in [*(("", device) for device in devices), *(("v", machine) for machine in machines)]:
        name = str(each.name) if counted[str(each.name)] == 1 else f"{each.name}_{letter}{each.pk}"
        own = _variables(each, segments, contexts.get((letter or "d", each.pk), {}))
        port, pinned = keys.get(each.pk, (22, ())) if not letter else (22, ())
        found[name] = each, {**own, "ansible_port": port, "infoport_host_keys": list(pinned)}
    return found


def target(name: str, instance: Any, variables: Mapping[str, Any], user: str = "root") -> Target:
    """A host of `hosts` as the runner takes it, with its pinned keys; `user` is who logs in."""
    if not variables["ansible_host"]:
        raise NoSuchHost(f"{name} has no primary address to be reached at")
    return Target(
        name=name,
        address=variables["ansible_host"],
        port=variables["ansible_port"],
        user=user,
        host_keys=tuple(variables["infoport_host_keys"]),
        groups=tuple(_groups(instance, variables["infoport"]["segment"])),
        variables={key: value for key, value in variables.items() if key != "infoport_host_keys"},
    )


def marked(value: Any) -> Any:
    """A value in which texts that Ansible would take for templates are marked as data."""
    if isinstance(value, dict):
        return {key: marked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [marked(each) for each in value]
    return {"__ansible_unsafe": value} if isinstance(value, str) and TEMPLATE.search(value) else value


def _seen(rows: QuerySet[Any], user: Any | None) -> QuerySet[Any]:
    rows = restrict(rows, user, "view") if user is not None else rows
    return rows.select_related(*GROUPING, "primary_ip4", "primary_ip6")


def _variables(instance: Any, segments: Segments, context: Mapping[str, Any]) -> dict[str, Any]:
    address = instance.primary_ip4 or instance.primary_ip6
    told = {name: getattr(getattr(instance, name), "slug", None) for name in GROUPING}
    kind = "device" if isinstance(instance, Device) else "virtual machine"
    return {
        "ansible_host": str(_interface(address).ip) if address else "",
        "infoport": {
            **told,
            "type": kind,
            "id": instance.pk,
            "name": instance.name,
            "status": instance.status,
            "serial": instance.serial,
            "segment": segments.of(address) if address else None,
        },
        "config_context": dict(context),
    }


def _groups(instance: Any, segment: str | None) -> Iterable[str]:
    yield "devices" if isinstance(instance, Device) else "virtual_machines"
    for name in GROUPING:
        related = getattr(instance, name)
        if related is not None:
            yield _group(name, related.slug)
    if segment:
        yield _group("segment", segment)


def _group(kind: str, slug: str) -> str:
    return re.sub(r"\W", "_", f"{kind}_{slug}")


def _interface(address: Any) -> ipaddress.IPv4Interface | ipaddress.IPv6Interface:
    return ipaddress.ip_interface(str(address.address))


class Segments:
    """Which of the city's networks an address lies in: that of the longest prefix around it which says."""

    def __init__(self, rows: Iterable[tuple[Any, int | None, str]]) -> None:
        self._slugs = {(vrf, ipaddress.ip_network(str(prefix))): slug for prefix, vrf, slug in rows}

    def of(self, address: Any) -> str | None:
        """The slug of the segment; None where no prefix says."""
        interface = _interface(address)
        for length in range(interface.max_prefixlen, -1, -1):
            around: Network = ipaddress.ip_network((interface.ip, length), strict=False)
            slug = self._slugs.get((address.vrf_id, around))
            if slug is not None:
                return slug
        return None


def _segments(user: Any | None) -> Segments:
    rows = Prefix.objects.exclude(segment=None)
    rows = restrict(rows, user, "view") if user is not None else rows
    return Segments(rows.order_by().values_list("prefix", "vrf_id", "segment__slug"))


def _contexts(letter: str, rows: list[Any], found: Iterable[msgspec.Raw]) -> dict[tuple[str, int], Any]:
    return {(letter, row.pk): msgspec.json.decode(each) for row, each in zip(rows, found, strict=True)}


def _host_keys(devices: list[Any], user: Any | None) -> dict[int, tuple[int, tuple[str, ...]]]:
    """The SSH port and the pinned host keys of devices that are asked over SSH."""
    rows = Access.objects.filter(device__in=[each.pk for each in devices], method__in=SSH).exclude(host_key="")
    rows = restrict(rows, user, "view") if user is not None else rows
    return {row.device_id: (row.port, tuple(row.host_key.splitlines())) for row in rows}
