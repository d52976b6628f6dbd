"""What devices of the city would print as their configuration: interfaces, VLANs and addresses are the inventory's."""

from __future__ import annotations

import hashlib
import ipaddress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infoport.demo.plant import Device, Interface

DIALECTS: Final = {"huawei-vrp": "vrp", "h3c-comware": "comware", "ruijie-rgos": "ios", "cisco-iosxe": "ios"}
"""Platforms of which configurations are made."""
SERVERS: Final = ("10.70.0.2", "10.70.0.3")
HALL: Final = ("10.22.0.2",)


def printed(device: Device, site: str) -> str:
    """The configuration of a device, secrets included, as its command line would print it."""
    dialect = DIALECTS[device.kind.platform or ""]
    lines = _ios(device, site) if dialect == "ios" else _huawei(device, site, comware=dialect == "comware")
    return "\n".join(lines) + "\n"


def _word(device: Device, what: str) -> str:
    """A secret of the device, the same in every run."""
    return hashlib.sha256(f"{device.name} {what}".encode()).hexdigest()[:20]


def _servers(device: Device) -> tuple[str, ...]:
    return HALL if device.place.site == "zwzx" else SERVERS


def _vlans(device: Device) -> list[int]:
    tagged = {vid for each in device.interfaces.values() for _group, vid in each.tagged}
    return sorted(tagged | {each.untagged[1] for each in device.interfaces.values() if each.untagged})


def _sealed(word: str, *, comware: bool) -> str:
    return f"$c$3${word}==" if comware else f"%^%#{word}%^%#"


def _ports(device: Device) -> Iterator[Interface]:
    """The interfaces that are in use."""
    return (each for each in device.interfaces.values() if each.description or each.addresses or each.mode or each.lag)


def _huawei(device: Device, site: str, *, comware: bool) -> Iterator[str]:
    yield from ("#", f"sysname {device.name}", "#", "info-center loghost 10.70.0.20", "#")
    if vlans := _vlans(device):
        yield f"vlan batch {' '.join(str(each) for each in vlans[:20])}"
    yield from (
        "#", "acl number 2000", " rule 5 permit source 10.70.0.0 0.0.3.255", "#", "radius-server template city",
        f" radius-server shared-key cipher {_sealed(_word(device, 'radius'), comware=comware)}", "#", "aaa",
        f" local-user netops password irreversible-cipher $1c${_word(device, 'user')}$",
        " local-user netops privilege level 15", " local-user netops service-type ssh", "#",
    )  # fmt: skip
    for port in _ports(device):
        yield from (f"interface {port.name}", *_huawei_port(port), "#")
    community, usm = _sealed("ZyxReadOfCity", comware=comware), _sealed(_word(device, "usm"), comware=comware)
    yield from (
        f"snmp-agent community read cipher {community} acl 2000", f"snmp-agent sys-info location {site}",
        f"snmp-agent usm-user v3 netops authentication-mode sha cipher {usm}", "#",
        *(f"ntp-service unicast-server {each}" for each in _servers(device)), "#", "stelnet server enable",
        "user-interface vty 0 4", " authentication-mode aaa", " protocol inbound ssh", "#", "return",
    )  # fmt: skip


def _huawei_port(port: Interface) -> Iterator[str]:
    if port.description:
        yield f" description {port.description}"
    if port.lag:
        yield f" eth-trunk {port.lag.removeprefix('Eth-Trunk')}"
    if port.vrf:
        yield f" ip binding vpn-instance {port.vrf}"
    for address in port.addresses:
        yield f" ip address {_masked(address)}"
    if port.mode == "access" and port.untagged:
        yield from (" port link-type access", f" port default vlan {port.untagged[1]}", " stp edged-port enable")
    elif port.mode:
        vids = " ".join(str(vid) for _group, vid in port.tagged) or "all"
        yield from (" port link-type trunk", f" port trunk allow-pass vlan {vids}")


def _ios(device: Device, site: str) -> Iterator[str]:
    yield from (
        "Building configuration...", "", "Current configuration : 9021 bytes", "!", "service password-encryption",
        f"hostname {device.name}", "!", f"enable secret 9 $9${_word(device, 'enable')}",
        f"username netops privilege 15 secret 9 $9${_word(device, 'user')}", "!",
    )  # fmt: skip
    for vid in _vlans(device)[:20]:
        yield from (f"vlan {vid}", "!")
    for port in _ports(device):
        yield from (f"interface {port.name}", *_ios_port(port), "!")
    yield from (
        f"snmp-server community {_word(device, 'read')} RO 10", f"snmp-server location {site}",
        *(f"ntp server {each}" for each in _servers(device)), "logging host 10.70.0.20",
        f"tacacs-server host 10.70.0.30 key 7 {_word(device, 'tacacs')}", "!", "line vty 0 4",
        " transport input ssh", " login local", "!", "end",
    )  # fmt: skip


def _ios_port(port: Interface) -> Iterator[str]:
    if port.description:
        yield f" description {port.description}"
    for address in port.addresses:
        yield f" ip address {_masked(address)}"
    if port.mode == "access" and port.untagged:
        yield from (" switchport mode access", f" switchport access vlan {port.untagged[1]}")
    elif port.mode:
        vids = ",".join(str(vid) for _group, vid in port.tagged) or "all"
        yield from (" switchport mode trunk", f" switchport trunk allowed vlan {vids}")


def _masked(address: str) -> str:
    found = ipaddress.IPv4Interface(address)
    return f"{found.ip} {found.netmask}"
