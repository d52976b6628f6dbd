"""What simulated devices send of their own accord: a handful of messages at the start, then one now and then.

They tell of ports to which nothing is connected, of logins and of weather in the machine room, so that nothing they
tell contradicts what the devices answer when they are polled.
"""

from __future__ import annotations

import asyncio
import random
import socket
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final, NamedTuple

from collectors.sessions import ber
from collectors.sessions.values import ObjectId, TimeTicks
from infoport.demo.devices.clock import uptime
from infoport.demo.devices.truth import truths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from collectors.sessions.values import Value
    from infoport.demo.devices.truth import Truth
    from infoport.environment import Environment

FIRST: Final = 24
"""Messages told at the start, within a few seconds."""
PAUSE: Final = (15.0, 60.0)
"""Seconds between two later ones."""
STRANGER: Final = "127.64.250.250"
"""An address that no device of the inventory has."""
SEED: Final = 1946
"""The same start tells the same."""
CHINA: Final = timezone(timedelta(hours=8))
SWITCHES: Final = frozenset({"access", "aggregation", "customer-edge"})
WORDED: Final = frozenset({"huawei", "h3c", "cisco", "ruijie", "zte"})
TRAP_DOWN, TRAP_UP = "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.6.3.1.1.5.4"


class Message(NamedTuple):
    """One datagram: from which address, to traps or to syslog."""

    source: str
    trap: bool
    data: bytes


async def tell(addresses: Mapping[str, str], receiving: Environment, community: str) -> None:
    """Send until cancelled. What cannot be sent is not told, as by any device."""
    host = receiving.events_bind or receiving.bind
    host = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    if not host.startswith("127."):
        return  # the devices' loopback addresses reach no other
    chance = random.Random(SEED)  # noqa: S311 - no secret
    await asyncio.sleep(2.0)  # until the receiver listens
    for at, message in enumerate(messages(addresses, community, chance)):
        port = receiving.trap_port if message.trap else receiving.syslog_port
        if port:
            _send(message, host, port)
        await asyncio.sleep(0.2 if at < FIRST else chance.uniform(*PAUSE))


def _send(message: Message, host: str, port: int) -> None:
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((message.source, 0))
        sock.sendto(message.data, (host, port))


def messages(addresses: Mapping[str, str], community: str, chance: random.Random) -> Iterator[Message]:
    """Messages without end: first one of each sort, then any."""
    found = truths()
    switches = [
        truth for truth in found.values()
        if truth.answers and truth.device.role in SWITCHES and truth.device.kind.manufacturer in WORDED and _idle(truth)
    ]  # fmt: skip
    supplies = [truth for truth in found.values() if truth.answers and truth.device.role == "ups"]
    sorts: list[Callable[[], list[Message]]] = [
        lambda: _port_by_syslog(chance.choice(switches), addresses, chance),
        lambda: _port_by_trap(chance.choice(switches), addresses, chance, community),
        lambda: [_line(chance.choice(switches), addresses, 5, "SHELL", "SHELL_LOGIN", "admin logged in from vty0.")],
        lambda: _supply(chance.choice(supplies), addresses, community),
        lambda: [_line(chance.choice(switches), addresses, 4, "DEVM", "TEMPERATURE_WARNING", "机柜进风温度过高")],
        lambda: [_line(chance.choice(switches), addresses, 5, "SYS", "CONFIG_I", "Configured from console by admin")],
        lambda: [Message(STRANGER, trap=False, data=_stranger())],
        lambda: [_trap(chance.choice(switches), addresses, "1.3.6.1.6.3.1.1.5.5", (), community)],
        lambda: [_trap(chance.choice(switches), addresses, TRAP_DOWN, (), "public")],
    ]  # fmt: skip
    for make in sorts:
        yield from make()
    while True:
        yield from chance.choices(sorts, weights=(8, 6, 5, 1, 1, 1, 2, 1, 1))[0]()


def _stranger() -> bytes:
    return f"<28>{datetime.now(CHINA):%b %d %H:%M:%S} ap-lobby hostapd: wlan0: station associated".encode()


def _idle(truth: Truth) -> list[str]:
    """Ports to which nothing is connected, and which nobody planted anything on."""
    return [
        name for name, port in truth.ports.items()
        if name not in truth.linked and not port.management and "/" in name and "." not in name and not port.addresses
    ]  # fmt: skip


def _port_by_syslog(truth: Truth, addresses: Mapping[str, str], chance: random.Random) -> list[Message]:
    """A notebook is plugged in and pulled out again."""
    port = chance.choice(_idle(truth))
    if truth.device.kind.manufacturer == "huawei":
        words = "Interface {port} has turned into {state} state."
        return [
            _line(truth, addresses, 4, "IFPDT", "IF_STATE", words.format(port=port, state=state))
            for state in ("UP", "DOWN")
        ]
    words = "Physical state on the interface {port} changed to {state}."
    if truth.device.kind.manufacturer != "h3c":
        words = "Interface {port}, changed state to {state}"
    module, name = ("IFNET", "PHY_UPDOWN") if truth.device.kind.manufacturer == "h3c" else ("LINK", "UPDOWN")
    return [_line(truth, addresses, 3, module, name, words.format(port=port, state=state)) for state in ("up", "down")]


def _line(  # noqa: PLR0913, PLR0917 - the parts of a message
    truth: Truth, addresses: Mapping[str, str], level: int, module: str, name: str, text: str
) -> Message:
    """A syslog message in the words of the device's maker, its facility local7."""
    now = datetime.now(CHINA)
    head = f"<{23 * 8 + level}>"
    maker, device = truth.device.kind.manufacturer, truth.name
    if maker == "huawei":
        line = f"{head}{now:%b %d %Y %H:%M:%S}+08:00 {device} %%01{module}/{level}/{name}(l)[{now.second}]:{text}"
    elif maker == "h3c":
        line = f"{head}{now:%b %d %H:%M:%S %Y} {device} %%10{module}/{level}/{name}: {text}"
    elif maker == "cisco":
        line = f"{head}{now.microsecond}: {device}: {now:%b %d %H:%M:%S.%f} CST: %{module}-{level}-{name}: {text}"
    else:
        line = f"{head}{now:%b %d %H:%M:%S} {device} %{module}-{level}-{name}: {text}"
    return Message(addresses[truth.name], trap=False, data=line.encode("gbk"))


def _port_by_trap(truth: Truth, addresses: Mapping[str, str], chance: random.Random, community: str) -> list[Message]:
    """linkUp, then linkDown: by ifIndex alone, as many devices send them."""
    index = truth.index(chance.choice(_idle(truth)))
    binds: tuple[tuple[str, Value], ...] = (
        (f"1.3.6.1.2.1.2.2.1.1.{index}", index), (f"1.3.6.1.2.1.2.2.1.7.{index}", 1),
    )  # fmt: skip
    return [_trap(truth, addresses, oid, binds, community) for oid in (TRAP_UP, TRAP_DOWN)]


def _supply(truth: Truth, addresses: Mapping[str, str], community: str) -> list[Message]:
    """A UPS tests its battery under load, in the words of UPS-MIB."""
    binds: tuple[tuple[str, Value], ...] = (("1.3.6.1.2.1.33.1.2.3.0", 42), ("1.3.6.1.2.1.33.1.2.2.0", 7))
    return [_trap(truth, addresses, oid, binds, community) for oid in ("1.3.6.1.2.1.33.2.1", "1.3.6.1.2.1.33.2.2")]


def _trap(
    truth: Truth, addresses: Mapping[str, str], oid: str, binds: tuple[tuple[str, Value], ...], community: str
) -> Message:
    """A notification of v2c."""
    whole: tuple[tuple[str, Value], ...] = (
        ("1.3.6.1.2.1.1.3.0", TimeTicks(uptime(truth.name)())), ("1.3.6.1.6.3.1.1.4.1.0", ObjectId(oid)), *binds,
    )  # fmt: skip
    encoded = b"".join(
        ber.tlv(ber.SEQUENCE, ber.tlv(ber.OBJECT, ber.encoded(name)) + ber.encode(value)) for name, value in whole
    )
    pdu = ber.integer(1) + ber.integer(0) + ber.integer(0) + ber.tlv(ber.SEQUENCE, encoded)
    message = ber.integer(1) + ber.tlv(ber.OCTETS, community.encode()) + ber.tlv(0xA7, pdu)
    return Message(addresses[truth.name], trap=True, data=ber.tlv(ber.SEQUENCE, message))
