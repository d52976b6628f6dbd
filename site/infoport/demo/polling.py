"""How the simulated devices are polled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from infoport.demo.discovery import add_discovery
from infoport.demo.register import Ref
from infoport.demo.sources import source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infoport.demo.register import Register

CORE: Final = {"xxg-a-core01": 11, "xxg-a-core02": 12}
"""Core switches that may also be asked over SSH -> last number of the loopback address; nobody answers there."""

CREDENTIAL: Final = "demo"
"""Key of the one credential of the demo's devices."""


def add_polling(register: Register, addresses: Mapping[str, str], port: int) -> None:
    """Add an access for each device of `addresses` (device → loopback address) at UDP `port`."""
    credential = register.add(
        "reconcile.credential", CREDENTIAL, name="示范设备团体字", kind="community",
        description="Community of the simulated devices",
    )  # fmt: skip
    for device, address in addresses.items():
        values = {"address": f"{address}/32", "port": port, "version": "v2c", "credential": credential}
        register.add("reconcile.access", device, device=Ref("dcim.device", device), **values)
    login = register.add(
        "reconcile.credential", "ssh", name="网络设备只读账号", kind="login", username="infoport",
        description="Reads command lines; its password is not set.",
    )  # fmt: skip
    for device, number in CORE.items():
        values = {"method": "ssh", "address": f"127.64.255.{number}/32", "port": 22, "credential": login}
        values |= {"platform": "huawei_vrp", "enabled": False}
        register.add("reconcile.access", f"{device}/ssh", device=Ref("dcim.device", device), **values)
    add_play_hosts(register)
    add_discovery(register, credential)


def add_play_hosts(register: Register) -> None:
    """Add the hosts that plays of hosting run on, and who logs in there; the key is not set."""
    login = register.add(
        "reconcile.credential", "plays", name="剧本执行账号", kind="login", username="root",
        description="Runs plays; its key is not set.",
    )  # fmt: skip
    for each in source("hosting")["hosts"]:
        where = {"site": Ref("dcim.site", each["site"])} if "site" in each else {}
        register.add("hosting.host", each["name"], **{**each, **where}, credential=login)
