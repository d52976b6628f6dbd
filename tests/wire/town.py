"""A small town written by pynetbox alone: what the reading clients find."""

from dataclasses import dataclass, field
from typing import Any

import pynetbox

SWITCHES, PORTS = 4, 4


@dataclass
class Town:
    """What was made, by name."""

    api: pynetbox.api
    made: dict[str, Any] = field(default_factory=dict)

    def make(self, endpoint: Any, rows: list[dict[str, Any]], key: str = "name") -> None:
        """Create many in one request."""
        for row in endpoint.create(rows):
            self.made[str(getattr(row, key))] = row

    def id(self, name: str) -> int:
        return int(self.made[name].id)


def build(api: pynetbox.api) -> Town:
    """Two sites, five devices, two virtual machines, and all that hangs on them."""
    town = Town(api)
    organise(town)
    equip(town)
    number(town)
    describe(town)
    return town


def slugged(*names: str, **more: Any) -> list[dict[str, Any]]:
    return [{"name": name, "slug": name, **more} for name in names]


def organise(town: Town) -> None:
    api = town.api
    town.make(api.extras.tags, slugged("core", "edge", "new", color="2196f3"))
    town.make(api.extras.custom_fields, [
        {"name": "backup_enable", "type": "boolean", "object_types": ["dcim.device"]},
        {"name": "contract", "type": "text", "object_types": ["dcim.device", "dcim.site"]},
    ])  # fmt: skip
    town.make(api.dcim.regions, slugged("north"))
    town.make(api.dcim.regions, slugged("north-east", parent=town.id("north")))
    town.make(api.dcim.site_groups, slugged("offices"))
    town.make(api.tenancy.tenant_groups, slugged("bureaus"))
    town.make(api.tenancy.tenants, slugged("police", group=town.id("bureaus")))
    town.make(api.dcim.sites, [
        {"name": "hq", "slug": "hq", "status": "active", "region": town.id("north-east"),
         "group": town.id("offices"), "tenant": town.id("police"), "facility": "F1", "time_zone": "Asia/Shanghai"},
        {"name": "branch", "slug": "branch", "status": "planned", "region": {"slug": "north"}},
    ])  # fmt: skip
    town.make(api.dcim.locations, slugged("room-1", site=town.id("hq")))
    town.make(api.dcim.rack_roles, slugged("network"))
    rack = {"site": town.id("hq"), "location": town.id("room-1"), "role": town.id("network"), "u_height": 42}
    town.make(api.dcim.racks, [{"name": "R01", "status": "active", **rack}])


def equip(town: Town) -> None:
    api = town.api
    town.make(api.dcim.manufacturers, slugged("acme"))
    types = [{"model": "S1", "slug": "s1", "manufacturer": town.id("acme"), "u_height": 1}]
    town.make(api.dcim.device_types, types, "model")
    town.make(api.dcim.device_roles, slugged("access", "router", color="9e9e9e"))
    town.make(api.dcim.platforms, slugged("ios", manufacturer=town.id("acme")))
    town.make(api.extras.config_templates, [
        {"name": "plain", "template_code": "hostname {{ device.name }}\nsite {{ device.site.slug }}\n"}
    ])  # fmt: skip
    common = {"device_type": town.id("S1"), "tenant": town.id("police"), "platform": town.id("ios")}
    switches = [
        {"name": f"sw-{n}", "role": town.id("access"), "site": town.id("hq"), "rack": town.id("R01"),
         "location": town.id("room-1"), "position": n, "face": "front", "status": "active", "serial": f"SN{n}",
         "tags": [{"slug": "core"}, {"slug": "edge"}] if n == 1 else [{"name": "edge"}],
         "custom_fields": {"backup_enable": n < 3, "contract": f"C-{n}"},
         "local_context_data": {"contact": "desk"} if n == 1 else None,
         "config_template": town.id("plain"), **common}
        for n in range(1, SWITCHES + 1)
    ]  # fmt: skip
    town.make(api.dcim.devices, [
        *switches, {"name": "rtr-1", "role": town.id("router"), "site": town.id("branch"), "status": "staged", **common}
    ])  # fmt: skip
    ports = [
        {"device": town.id(name), "name": f"eth{port}", "type": "1000base-t"}
        for name in [*(f"sw-{n}" for n in range(1, SWITCHES + 1)), "rtr-1"] for port in range(PORTS)
    ]  # fmt: skip
    for row in api.dcim.interfaces.create(ports):
        town.made[f"{row.device.name}:{row.name}"] = row
    town.make(api.virtualization.cluster_types, slugged("kvm"))
    town.make(api.virtualization.cluster_groups, slugged("city"))
    town.make(api.virtualization.clusters, [
        {"name": "c1", "type": town.id("kvm"), "group": town.id("city"), "status": "active",
         "scope_type": "dcim.site", "scope_id": town.id("hq")}
    ])  # fmt: skip
    machine = {"cluster": town.id("c1"), "role": town.id("access"), "status": "active", "vcpus": 2, "memory": 4096}
    town.make(api.virtualization.virtual_machines, [{"name": "vm-1", **machine}, {"name": "vm-2", **machine}])
    town.make(api.virtualization.interfaces, [{"virtual_machine": town.id("vm-1"), "name": "ens1"}])
    town.make(api.virtualization.virtual_disks, [{"virtual_machine": town.id("vm-1"), "name": "sda", "size": 50000}])


def number(town: Town) -> None:
    api = town.api
    town.make(api.ipam.vrfs, [{"name": "office", "rd": "65000:1", "enforce_unique": True}])
    town.make(api.ipam.rirs, slugged("private", is_private=True))
    town.make(api.ipam.roles, slugged("users"))
    town.make(api.ipam.vlan_groups, slugged("hq-vlans", scope_type="dcim.site", scope_id=town.id("hq"),
                                            vid_ranges=[[100, 102]]))  # fmt: skip
    town.make(api.ipam.vlans, [{"name": "staff", "vid": 10, "status": "active", "site": town.id("hq")}])
    town.make(api.ipam.prefixes, [
        {"prefix": "10.20.0.0/16", "status": "container"},
        {"prefix": "10.20.1.0/24", "status": "active", "role": town.id("users"), "vlan": town.id("staff"),
         "scope_type": "dcim.site", "scope_id": town.id("hq")},
    ], "prefix")  # fmt: skip
    town.make(api.ipam.ip_addresses, [
        *({"address": f"10.20.1.{n}/24", "status": "active", "dns_name": f"sw-{n}.example",
           "assigned_object_type": "dcim.interface", "assigned_object_id": town.id(f"sw-{n}:eth0")}
          for n in range(1, SWITCHES)),
        {"address": "10.20.1.50/24", "status": "active",
         "assigned_object_type": "virtualization.vminterface", "assigned_object_id": town.id("ens1")},
    ], "address")  # fmt: skip
    api.dcim.devices.update(
        [{"id": town.id(f"sw-{n}"), "primary_ip4": town.id(f"10.20.1.{n}/24")} for n in range(1, SWITCHES)]
    )
    api.virtualization.virtual_machines.update([{"id": town.id("vm-1"), "primary_ip4": town.id("10.20.1.50/24")}])


def describe(town: Town) -> None:
    api = town.api
    town.make(api.ipam.services, [
        {"name": "ssh", "protocol": "tcp", "ports": [22, 2222], "parent_object_type": "dcim.device",
         "parent_object_id": town.id("sw-1"), "ipaddresses": [town.id("10.20.1.1/24")]},
        {"name": "https", "protocol": "tcp", "ports": [443], "parent_object_type": "virtualization.virtualmachine",
         "parent_object_id": town.id("vm-1")},
    ])  # fmt: skip
    town.make(api.extras.config_contexts, [
        {"name": "hq", "weight": 1000, "sites": [town.id("hq")], "data": {"ntp": ["10.20.0.1"], "contact": "hq"}},
        {"name": "metrics", "weight": 2000, "roles": [town.id("router")],
         "data": {"prometheus-plugin-prometheus-sd": {"port": 9100, "metrics_path": "/m", "scheme": "https"}}},
    ])  # fmt: skip
    town.make(api.dcim.cables, [
        {"label": "c-1", "type": "cat6", "status": "connected",
         "a_terminations": [{"object_type": "dcim.interface", "object_id": town.id("sw-1:eth1")}],
         "b_terminations": [{"object_type": "dcim.interface", "object_id": town.id("rtr-1:eth1")}]}
    ], "label")  # fmt: skip
