"""The process that opens notifications of SNMPv3 with pysnmp: they come in and go out over one socket of the parent.

pysnmp takes about half a millisecond of CPU for one, which the process that receives everything else cannot spare.
"""

import logging
import socket
import sys
import time
from collections import OrderedDict
from ipaddress import IPv4Address
from typing import Any, Final

import msgspec
from pyasn1.error import PyAsn1Error
from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.carrier.base import AbstractTransportDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413 import ntfrcv
from pysnmp.proto import error as pysnmp_errors
from pysnmp.proto import rfc1902, rfc3411
from pysnmp.proto.api import v2c

from collectors.events.wire import LARGEST, Given, Opened, Setup
from collectors.sessions import ber
from collectors.sessions.usm import AUTH, PRIVACY
from collectors.sessions.values import Counter32, Counter64, Gauge32, ObjectId, TimeTicks, Value
from collectors.target import User

SHORTEST, LONGEST = 5, 32
"""Octets of an engine's id (RFC 3411 §5)."""
ENGINES: Final = 10_000
"""Engines of senders remembered."""
REFUSALS: Final = (
    "usmStatsUnsupportedSecLevels", "usmStatsUnknownUserNames", "usmStatsWrongDigests", "usmStatsDecryptionErrors",
)  # fmt: skip
"""Counters of SNMP-USER-BASED-SM-MIB that tell of a sender whose word is not taken."""


class Captured(AbstractTransportDispatcher):  # type: ignore[misc]  # pysnmp has no types
    """A transport that keeps what the engine would send."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def send_message(self, message: Any, domain: Any, address: Any) -> None:
        """Keep a datagram."""
        del domain, address
        self.sent.append(bytes(message))


class Receiver(ntfrcv.NotificationReceiver):  # type: ignore[misc]  # pysnmp has no types
    """Takes notifications whose protection is what their user's credentials promise."""

    def __init__(self, engine: Any, levels: dict[str, int]) -> None:
        super().__init__(engine, lambda *_: None)
        self.levels = levels
        self.taken: tuple[str, bool, int, Any] | None = None
        self.refused = False

    def process_pdu(self, engine: Any, model: Any, security: Any, name: Any, level: Any, *rest: Any) -> None:
        """Take a notification, unless anybody could have sent it in the user's name."""
        user = str(name)
        if int(level) < self.levels.get(user, 1):
            self.refused = True
            return
        pdu = rest[3]
        confirmed = pdu.tagSet in rfc3411.CONFIRMED_CLASS_PDUS
        self.taken = (user, confirmed, int(v2c.apiPDU.get_request_id(pdu)), v2c.apiPDU.get_varbinds(pdu))
        super().process_pdu(engine, model, security, name, level, *rest)


class Keys:
    """A user's algorithms and master keys; hashing a password takes a megabyte of SHA and is done once."""

    def __init__(self, user: User) -> None:
        self.name = user.name
        self.auth = AUTH[user.auth] if user.auth else config.USM_AUTH_NONE
        self.privacy = PRIVACY[user.priv] if user.priv and user.auth else config.USM_PRIV_NONE
        self.level = 1 + (self.auth != config.USM_AUTH_NONE) + (self.privacy != config.USM_PRIV_NONE)
        word, secret = (rfc1902.OctetString(each.encode()) for each in (user.auth_password, user.priv_password))
        self.auth_key = config.AUTH_SERVICES[self.auth].hash_passphrase(word) if user.auth else None
        hashed = config.PRIV_SERVICES[self.privacy].hash_passphrase(self.auth, secret)
        self.privacy_key = hashed if self.privacy != config.USM_PRIV_NONE else None

    def add(self, engine: Any, of: bytes | None = None) -> None:
        """Make the user known, as one of the engine `of` (None: of this engine, to which informs are sent)."""
        config.add_v3_user(
            engine, self.name, self.auth, self.auth_key, self.privacy, self.privacy_key,
            securityEngineId=None if of is None else rfc1902.OctetString(of),
            authKeyType=config.USM_KEY_TYPE_MASTER, privKeyType=config.USM_KEY_TYPE_MASTER,
        )  # fmt: skip


def sender_of(data: bytes) -> tuple[bytes, str]:
    """Engine and user that a message names in its security parameters (RFC 3414 §2.4). Raises `ber.Malformed`."""
    _tag, start, end = ber.element(data, 0, len(data))
    at = start
    for _ in range(2):  # version, header
        at = ber.element(data, at, end)[2]
    _tag, start, end = ber.element(data, at, end)
    _tag, at, end = ber.element(data, start, end)
    _tag, start, at = ber.element(data, at, end)
    engine = data[start:at]
    for _ in range(2):  # boots, time
        at = ber.element(data, at, end)[2]
    _tag, start, stop = ber.element(data, at, end)
    return engine, data[start:stop].decode("utf-8", "replace")


class Opening:
    """One SNMP engine with its users.

    A trap is protected with keys of the sender's engine, which is not known before the first: it is added then.
    """

    def __init__(self, setup: Setup) -> None:
        self.engine = SnmpEngine(rfc1902.OctetString(setup.engine))
        self.own = setup.engine
        self.wire = Captured()
        self.engine.register_transport_dispatcher(self.wire)
        self.users = {user.name: Keys(user) for user in setup.users}
        for keys in self.users.values():
            keys.add(self.engine)
        self.known: OrderedDict[tuple[bytes, str], None] = OrderedDict()
        self.receiver = Receiver(self.engine, {name: keys.level for name, keys in self.users.items()})
        symbols = self.engine.get_mib_builder().import_symbols("__SNMP-USER-BASED-SM-MIB", *REFUSALS)
        self.refusals = list(symbols)

    def meet(self, data: bytes) -> None:
        """Add the sender's engine if it is new, and forget the one that was longest silent. Raises `ber.Malformed`."""
        engine, user = sender_of(data)
        if user not in self.users or engine == self.own or not SHORTEST <= len(engine) <= LONGEST:
            return
        if (engine, user) not in self.known:
            self.users[user].add(self.engine, engine)
            if len(self.known) >= ENGINES:
                silent, name = self.known.popitem(last=False)[0]
                config.delete_v3_user(self.engine, name, rfc1902.OctetString(silent))
        self.known[engine, user] = None
        self.known.move_to_end((engine, user))

    def open(self, given: Given) -> Opened:
        """Open one datagram."""
        self.wire.handle_timer_tick(time.time())
        self.wire.sent.clear()
        self.receiver.taken, self.receiver.refused = None, False
        before = self._refused()
        try:
            self.meet(given.data)
            self.engine.message_dispatcher.receive_message(
                self.engine, udp.SNMP_UDP_DOMAIN, udp.UdpTransportAddress((given.source, given.port)), given.data
            )
        except (pysnmp_errors.ProtocolError, PyAsn1Error, TypeError, ValueError, IndexError, KeyError):
            return Opened(given.serial, "malformed")
        answers = tuple(self.wire.sent)
        if self.receiver.taken:
            user, inform, request_id, binds = self.receiver.taken
            plain = tuple((str(oid), ber.encode(value)) for oid, raw in binds if (value := _value(raw)) is not None)
            return Opened(given.serial, "taken", user, inform, request_id, plain, answers)
        if self.receiver.refused or self._refused() > before:
            return Opened(given.serial, "refused", answers=answers)
        return Opened(given.serial, "answered" if answers else "malformed", answers=answers)

    def _refused(self) -> int:
        return sum(int(each.syntax) for each in self.refusals)


KINDS: Final[tuple[tuple[Any, Any], ...]] = (
    (rfc1902.IpAddress, lambda raw: IPv4Address(bytes(raw))),
    (rfc1902.TimeTicks, lambda raw: TimeTicks(int(raw))),
    (rfc1902.Counter64, lambda raw: Counter64(int(raw))),
    (rfc1902.Counter32, lambda raw: Counter32(int(raw))),
    (rfc1902.Gauge32, lambda raw: Gauge32(int(raw))),
    (rfc1902.Opaque, bytes),
    (rfc1902.OctetString, bytes),
    (rfc1902.ObjectIdentifier, lambda raw: ObjectId(".".join(map(str, tuple(raw))))),
    (v2c.ObjectIdentifier, lambda raw: ObjectId(".".join(map(str, tuple(raw))))),
)


def _value(raw: Any) -> Value | None:
    """A value of pysnmp as sessions give it; None for Null."""
    for kind, make in KINDS:
        if isinstance(raw, kind):
            value: Value = make(raw)
            return value
    try:
        return int(raw)
    except (TypeError, ValueError, PyAsn1Error):
        return None


def work(wire: socket.socket) -> None:
    """Open datagrams until the parent ends."""
    setup = msgspec.msgpack.decode(wire.recv(LARGEST), type=Setup)
    opening = Opening(setup)
    decoder = msgspec.msgpack.Decoder(Given)
    wire.send(b"ready")
    while data := wire.recv(LARGEST):
        wire.send(msgspec.msgpack.encode(opening.open(decoder.decode(data))))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # pysnmp logs what it is sent, secrets of senders among it
    work(socket.socket(fileno=int(sys.argv[1])))
