"""Reading the intent: a dozen statements for any number of devices."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from inventory.dcim.models import Device, Interface, InventoryItem, MACAddress
from inventory.ipam.models import VLAN, IPAddress
from inventory.reconcile.cabling import links_of
from inventory.reconcile.intent import (
    IntendedAddress,
    IntendedDevice,
    IntendedInterface,
    IntendedItem,
    KnownAddress,
    Snapshot,
)
from inventory.reconcile.media import speed_of_type

KILO: Final = 1000
"""`Interface.speed` is in kbit/s (NetBox's unit)."""

SHARED: Final = frozenset({"anycast", "vip", "vrrp", "hsrp", "glbp", "carp"})
"""Roles of addresses that several devices share: which one holds it at present is not intended."""

KNOWN: Final = """
SELECT host(a.address), a.id, a.last_updated, i.device_id,
  coalesce(d.name, v.name, CASE WHEN a.assigned_object_id IS NOT NULL THEN '#' || a.assigned_object_id END, '')
FROM ipam_ipaddress a
LEFT JOIN dcim_interface i ON a.assigned_object_type = 'dcim.interface' AND i.id = a.assigned_object_id
LEFT JOIN dcim_device d ON d.id = i.device_id
LEFT JOIN virtualization_vminterface n
  ON a.assigned_object_type = 'virtualization.vminterface' AND n.id = a.assigned_object_id
LEFT JOIN virtualization_virtualmachine v ON v.id = n.virtual_machine_id
WHERE host(a.address) = ANY(%s) ORDER BY a.id
"""


def snapshot(device_ids: Collection[int], hosts: Collection[str] = (), macs: Collection[str] = ()) -> Snapshot:
    """The intent for these devices, as plain values.

    `hosts` and `macs`: addresses that were observed; who they belong to is looked up in the whole register.
    """
    ids = sorted(set(device_ids))
    interfaces = _interfaces(ids)
    owner = {each.id: device for device, ports in interfaces.items() for each in ports}
    addresses, items = _addresses(ids, owner), _items(ids)
    devices = {
        device.id: device
        for device in _devices(ids, interfaces, addresses, items)
    }  # fmt: skip
    return Snapshot(
        devices=devices,
        links=links_of(owner),
        names={key: name for key, name in Device.objects.values_list("id", "name") if name},
        macs=_macs(macs),
        known=_known(hosts),
        vlans=_vlans(),
    )


def _among(rows: QuerySet[Any], lookup: str, ids: Collection[int]) -> QuerySet[Any]:
    return rows.filter(**{f"{lookup}__in": ids}).order_by()


def _devices(
    ids: Collection[int],
    interfaces: Mapping[int, list[IntendedInterface]],
    addresses: Mapping[int, list[IntendedAddress]],
    items: Mapping[int, list[IntendedItem]],
) -> Iterator[IntendedDevice]:
    rows = _among(Device.objects.all(), "id", ids).values_list(
        "id", "name", "last_updated", "status", "serial", "device_type__model", "device_type__part_number",
        "platform__slug", "custom_fields", "site_id",
    )  # fmt: skip
    for key, name, version, status, serial, model, part, platform, custom, site in rows:
        yield IntendedDevice(
            id=key, name=name or "", version=version, active=status == "active", serial=serial, model=model or "",
            part_number=part or "", platform=platform or "", os_version=str((custom or {}).get("os_version") or ""),
            site=site, interfaces=tuple(interfaces.get(key, ())), addresses=tuple(addresses.get(key, ())),
            items=tuple(items.get(key, ())),
        )  # fmt: skip


def _interfaces(ids: Collection[int]) -> dict[int, list[IntendedInterface]]:
    through = Interface.tagged_vlans.through.objects
    tagged: dict[int, list[int]] = defaultdict(list)
    for interface, vid in _among(through.all(), "interface__device_id", ids).values_list("interface_id", "vlan__vid"):
        tagged[interface].append(vid)
    rows = _among(Interface.objects.all(), "device_id", ids).values_list(
        "device_id", "id", "name", "last_updated", "type", "enabled", "description", "mtu", "speed",
        "primary_mac_address__mac_address", "mode", "untagged_vlan__vid",
    )  # fmt: skip
    found: dict[int, list[IntendedInterface]] = defaultdict(list)
    for device, key, name, version, kind, enabled, text, mtu, speed, mac, mode, vid in rows.order_by("device_id", "id"):
        found[device].append(
            IntendedInterface(
                id=key, name=name, version=version, type=kind, enabled=enabled, description=text, mtu=mtu,
                speed=speed * KILO if speed else speed_of_type(kind), speed_stated=bool(speed),
                mac=mac.lower() if mac else None, mode=mode or None, untagged=vid,
                tagged=tuple(sorted(tagged.get(key, ()))),
            )
        )  # fmt: skip
    return found


def _addresses(ids: Collection[int], owner: Mapping[int, int]) -> dict[int, list[IntendedAddress]]:
    ports = Interface.objects.filter(device_id__in=ids).order_by().values("id")
    rows = IPAddress.objects.filter(assigned_object_type="dcim.interface", assigned_object_id__in=ports)
    fields = ("id", "address", "assigned_object_id", "status", "role", "last_updated")
    found: dict[int, list[IntendedAddress]] = defaultdict(list)
    for key, address, interface, status, role, version in rows.order_by("id").values_list(*fields):
        host, _slash, length = address.partition("/")
        found[owner[interface]].append(
            IntendedAddress(
                id=key, host=host, prefixlen=int(length), interface=interface, version=version,
                expected=status == "active" and role not in SHARED,
            )
        )  # fmt: skip
    return found


def _items(ids: Collection[int]) -> dict[int, list[IntendedItem]]:
    found: dict[int, list[IntendedItem]] = defaultdict(list)
    rows = _among(InventoryItem.objects.all(), "device_id", ids).order_by("id")
    for device, key, name, version, serial, part in rows.values_list(
        "device_id", "id", "name", "last_updated", "serial", "part_id"
    ):
        found[device].append(IntendedItem(id=key, name=name, version=version, serial=serial, part_id=part))
    return found


def _macs(macs: Collection[str]) -> dict[str, int]:
    """Devices by registered MAC; one that several devices bear is left out."""
    if not macs:
        return {}
    rows = MACAddress.objects.filter(mac_address__in=[each.upper() for each in macs])
    held = list(rows.filter(assigned_object_type="dcim.interface").values_list("mac_address", "assigned_object_id"))
    device = dict(Interface.objects.filter(id__in=[key for _mac, key in held]).values_list("id", "device_id"))
    found: dict[str, set[int]] = defaultdict(set)
    for mac, interface in held:
        if interface in device:
            found[mac.lower()].add(device[interface])
    return {mac: next(iter(keys)) for mac, keys in found.items() if len(keys) == 1}


def _known(hosts: Collection[str]) -> dict[str, tuple[KnownAddress, ...]]:
    if not hosts:
        return {}
    found: dict[str, list[KnownAddress]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [sorted(hosts)])
        for host, key, version, device, owner in cursor.fetchall():
            found[host].append(KnownAddress(id=key, version=version, device=device, owner=owner))
    return {host: tuple(rows) for host, rows in found.items()}


def _vlans() -> dict[int, tuple[tuple[int, int | None], ...]]:
    found: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for key, vid, site in VLAN.objects.order_by("id").values_list("id", "vid", "site_id"):
        found[vid].append((key, site))
    return {vid: tuple(rows) for vid, rows in found.items()}
