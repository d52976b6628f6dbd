"""Where the city looks for devices nobody registered, and what was found there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec

from collectors.facts import DeviceFacts, Entity, Interface, IpAddress
from infoport.demo.register import Ref

if TYPE_CHECKING:
    from infoport.demo.register import Register


def add_discovery(register: Register, credential: Ref) -> None:
    """Add a range that is looked through when somebody asks (nobody is at its addresses here), and two finds."""
    segment = Ref("segments.segment", "management")
    place = register.add(
        "discovery.range", "management", name="机房一设备管理网", segment=segment, prefix="10.70.0.0/24",
        site=Ref("dcim.site", "xxg"), interval=0, enabled=False, follow=False,
        description="Management addresses of the first machine room",
    )  # fmt: skip
    key = register.add("discovery.key", "management", segment=segment, credential=credential, weight=10)
    found: dict[str, Any] = {"segment": segment, "range": place, "last_seen": dt.timedelta(hours=20)}
    facts = _switch()
    register.add(
        "discovery.candidate", "switch", address="10.70.0.207/32", state="new", layer="answered", name=facts.sys_name,
        vendor=facts.vendor, model=facts.hardware, serial=facts.serial, platform=facts.os, key=key,
        facts=msgspec.to_builtins(facts), tries=[], first_seen=dt.timedelta(days=2), **found,
    )  # fmt: skip
    register.add(
        "discovery.candidate", "stranger", address="10.70.0.221/32", state="new", layer="refused",
        reason="it is there, and answers none of the credentials", first_seen=dt.timedelta(days=9), tries=[], **found,
    )  # fmt: skip


def _switch() -> DeviceFacts:
    """A switch that somebody has put up without telling anybody."""
    ports = tuple(
        Interface(
            index=at, name=f"GigabitEthernet0/0/{at}", type="ethernetCsmacd", mtu=1500, speed_bps=1_000_000_000,
            alias="", admin="up", oper="up" if at < 5 else "down",  # noqa: PLR2004 - four are used
        )
        for at in range(1, 25)
    )  # fmt: skip
    vlan = Interface(index=100, name="Vlanif700", type="propVirtual", admin="up", oper="up", alias="")
    return DeviceFacts(
        target="10.70.0.207", at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=20), os="vrp", vendor="Huawei",
        sys_name="xxg-a-tmp01", sys_object_id="1.3.6.1.4.1.2011.2.23.709",
        sys_descr="Huawei Versatile Routing Platform Software VRP (R) software, Version 5.170 (S5735 V200R019C10)",
        hardware="S5735-L24T4S-A", version="V200R019C10", serial="2102353ABC10L2000077", interfaces=(*ports, vlan),
        ip_addresses=(IpAddress(address="10.70.0.207", prefixlen=22, if_index=100, version=4),),
        entities=(Entity(index=1, class_="chassis", model="S5735-L24T4S-A", serial="2102353ABC10L2000077"),),
    )  # fmt: skip
