"""Segments, VRFs, VLANs and the address plan, and the next free address of each prefix."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infoport.demo.patterns import expand
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from infoport.demo.plant import VlanId
    from infoport.demo.register import Register

FIRST_HOST = 10
"""Hosts begin here; the addresses below are for gateways."""


@dataclass(slots=True)
class Prefix:
    """A network of one VRF that hands out its addresses in order."""

    network: ipaddress.IPv4Network
    vrf: str
    used: set[int] = field(default_factory=set)

    def host(self, number: int | None = None) -> str:
        """An address with prefix length: the one with this number, or the next free one from 10 on.

        Raises `ValueError` when it is taken or none is left.
        """
        limit = self.network.num_addresses - 1
        wanted = (
            number if number is not None else next((n for n in range(FIRST_HOST, limit) if n not in self.used), limit)
        )
        if wanted in self.used or wanted >= limit:
            raise ValueError(f"{self.network} has no free address (asked for number {number})")
        self.used.add(wanted)
        return f"{self.network[wanted]}/{self.network.prefixlen}"


@dataclass(slots=True)
class Vlan:
    """One VLAN with the prefix of each site (under "" when all sites share it)."""

    id: VlanId
    segment: str
    role: str
    vrf: str
    bare: bool = False
    prefixes: dict[str, Prefix] = field(default_factory=dict)

    def prefix(self, site: str) -> Prefix:
        """The prefix that this VLAN has at `site`. Raises `KeyError` when it has none there."""
        return self.prefixes[site] if site in self.prefixes else self.prefixes[""]


class Network:
    """The address plan in use: VLANs by group and id, the pools of links and loopbacks, the group of each site."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.vlans: dict[VlanId, Vlan] = {}
        self.group_of_site: dict[str, str] = {}
        self.pools: dict[str, Prefix] = {}
        self.hosting: dict[str, VlanId] = {}
        self._links: dict[str, int] = {}
        self._private = 0

    def group(self, slug: str) -> list[VlanId]:
        """Every VLAN of a group."""
        return [each for each in self.vlans if each[0] == slug]

    def private(self) -> list[VlanId]:
        """The VLANs of the departments' private networks in the service hall."""
        return [each.id for each in self.vlans.values() if each.segment == "private"]

    def link(self, pool: str) -> tuple[str, str]:
        """Both addresses of the next /30 of a pool, which becomes a prefix of its own."""
        at = self._links.get(pool, 0)
        self._links[pool] = at + 1
        parent = self.pools[pool]
        network = ipaddress.ip_network((int(parent.network.network_address) + 4 * at, 30))
        self.add_prefix(str(network), parent.vrf, role="links", description="Link")
        return f"{network[1]}/30", f"{network[2]}/30"

    def loopback(self) -> str:
        """The next loopback address, a /32."""
        return self.pools["loopbacks"].host().split("/")[0] + "/32"

    def add_prefix(self, prefix: str, vrf: str, **values: Any) -> Prefix:
        """Plan a prefix. References are given by slug: role, vlan (group and id), tenant, scope (a row)."""
        made = Prefix(ipaddress.IPv4Network(prefix), vrf)
        role, vlan, tenant = values.pop("role", None), values.pop("vlan", None), values.pop("tenant", None)
        segment = "private" if vrf.startswith("private-") else vrf
        self.register.add(
            "ipam.prefix", f"{vrf} {prefix}", prefix=prefix, vrf=Ref("ipam.vrf", vrf),
            segment=Ref("segments.segment", segment), role=Ref("ipam.role", role) if role else None,
            vlan=vlan_ref(vlan) if vlan else None,
            tenant=Ref("tenancy.tenant", tenant) if tenant else None, **values,
        )  # fmt: skip
        return made

    def add_vlan(self, group: str, vid: int, given: dict[str, Any], *, tenant: str | None = None) -> Vlan:
        """Add a VLAN and, when `given` has a prefix without blanks, the prefix."""
        vrf = given.get("vrf", given["segment"])
        made = Vlan((group, vid), given["segment"], given["role"], vrf, given.get("bare", False))
        self.vlans[made.id] = made
        self.register.add(
            "ipam.vlan", f"{group}:{vid}", group=Ref("ipam.vlangroup", group), vid=vid, name=given["name"],
            description=given["english"], segment=Ref("segments.segment", given["segment"]),
            tenant=Ref("tenancy.tenant", tenant) if tenant else None, role=Ref("ipam.role", given["role"]),
        )  # fmt: skip
        if "prefix" in given and "{" not in given["prefix"]:
            text = f"{given['name']} {given['english']}"
            values = {"role": given["role"], "vlan": made.id, "tenant": tenant, "description": text}
            made.prefixes[""] = self.add_prefix(given["prefix"], vrf, **values)
        return made

    def add_private(self, name: str, tenant: str) -> None:
        """Give a department's private network its VRF, and its VLAN at the windows; their addresses overlap."""
        self._private += 1
        vid, vrf = 200 + self._private, f"private-{tenant}"
        self.register.add(
            "ipam.vrf", vrf, name=name, rd=f"64512:{100 + self._private}", tenant=Ref("tenancy.tenant", tenant),
            segment=Ref("segments.segment", "private"), enforce_unique=True, description=f"Private network {name}",
        )  # fmt: skip
        given = {"name": name, "english": "Private network at the windows", "segment": "private", "vrf": vrf}
        # its gateway is the department's own, and the address tables of a switch could not tell overlapping ones apart
        self.add_vlan(
            "zwzx", vid, {**given, "role": "windows", "prefix": "192.168.20.0/24", "bare": True}, tenant=tenant
        )

    def add_hosting(self, number: int, tenant: str, name: str) -> VlanId:
        """Give a department whose servers are hosted its VLAN and prefix."""
        given = {
            "name": f"托管 {name[:6]}",
            "english": f"Hosting of {tenant}",
            "segment": "extranet",
            "role": "hosting",
        }
        self.add_vlan("campus", 2100 + number, {**given, "prefix": f"10.20.{16 + number}.0/24"}, tenant=tenant)
        self.hosting[tenant] = ("campus", 2100 + number)
        return self.hosting[tenant]

    def site_prefix(self, vlan: VlanId, site: str, prefix: str) -> Prefix:
        """Give a VLAN of a shared plan its prefix at one site."""
        found = self.vlans[vlan]
        scope = Ref("dcim.site", site)
        found.prefixes[site] = self.add_prefix(prefix, found.vrf, role=found.role, vlan=vlan, scope=scope)
        return found.prefixes[site]


def vlan_ref(vlan: VlanId) -> Ref:
    """The row of a VLAN."""
    return Ref("ipam.vlan", f"{vlan[0]}:{vlan[1]}")


def add_network(register: Register) -> Network:
    """Add what the address plan holds before any device is there."""
    data = source("networks")
    network = Network(register)
    for weight, each in enumerate(data["segments"]):
        values = {name: value for name, value in each.items() if name not in {"english", "responsible"}}
        team = Ref("services.supportteam", each["responsible"])
        register.add(
            "segments.segment",
            each["slug"],
            **values,
            description=each["english"],
            weight=10 * weight,
            responsible=team,
        )
    for each in data["vrfs"]:
        values = {"name": each["name"], "rd": each["rd"], "description": each["description"], "enforce_unique": True}
        register.add("ipam.vrf", each["slug"], segment=Ref("segments.segment", each["segment"]), **values)
    for each in data["roles"]:
        register.add("ipam.role", each["slug"], **each)
    for each in data["containers"]:
        network.add_prefix(each["prefix"], each["vrf"], status="container", description=each["description"])
    for name, each in data["pools"].items():
        values = {"role": each["role"], "status": "container", "description": each["description"]}
        network.pools[name] = network.add_prefix(each["prefix"], each["vrf"], **values)
    for each in data["vlan_groups"]:
        _add_group(network, each)
    return network


def _add_group(network: Network, group: dict[str, Any]) -> None:
    sites = group.get("sites", [])
    scope = Ref("dcim.site", sites[0]) if sites else Ref("dcim.region", "changchun")
    network.register.add(
        "ipam.vlangroup", group["slug"], name=group["name"], slug=group["slug"], scope=scope,
        description=group["description"].split(";")[0],
    )  # fmt: skip
    for site in sites:
        if group["slug"] != "intranet":  # the intranet shares the Info Port room, but is asked for by name only
            network.group_of_site[site] = group["slug"]
    for each in group["vlans"]:
        for vid in expand(str(each["vid"])):
            floor = int(vid) - 100
            filled = {name: _fill(value, floor) for name, value in each.items()}
            network.add_vlan(group["slug"], int(vid), filled)


def _fill(value: Any, number: int) -> Any:
    """Put the floor into a text that asks for it; a VLAN below 200 that is one of several is a floor's."""
    return value.replace("{n}", str(number)) if isinstance(value, str) and number > 0 and "{m}" not in value else value


def add_ranges(register: Register) -> None:
    """Give the offices of every floor a range that their computers take their addresses from."""
    for key, prefix in list(register.rows("ipam.prefix").items()):
        network = ipaddress.IPv4Network(prefix["prefix"])
        if prefix["role"] == Ref("ipam.role", "offices") and network.prefixlen == 24:  # noqa: PLR2004 - .100 to .199 of it
            length = network.prefixlen
            register.add(
                "ipam.iprange", key, start_address=f"{network[100]}/{length}", end_address=f"{network[199]}/{length}",
                vrf=prefix["vrf"], role=prefix["role"], description="Addresses of office computers (DHCP)",
            )  # fmt: skip
