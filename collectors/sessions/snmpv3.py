"""SNMPv3 sessions on gufo-snmp's sockets, with retries, guards and error kinds of our own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Address
from typing import Final, TypeVar

from gufo.snmp._fast import (
    GetIter,
    NoSuchInstance,
    SnmpAuthError,
    SnmpDecodeError,
    SnmpError,
    SnmpV3ClientSocket,
    get_master_key,
)

from collectors.facts.toll import Toll
from collectors.sessions.session import ByObjects, Garbled, Refused, Unreachable
from collectors.sessions.values import Index, ObjectId, Oid, Value, arcs
from collectors.target import AuthProtocol, PrivProtocol, Target, User

Given = TypeVar("Given")
Raw = str | bytes | int | float | None

ROWS: Final = 1_000_000
"""Rows after which a column is called endless."""

MAX_REPETITIONS: Final = 20
"""gufo-snmp 0.13 reads replies of up to some 4 KB; more rows of text than this do not fit."""

GET_BINDS: Final = 20

_AUTH: Final[Mapping[AuthProtocol, int]] = {"MD5": 1, "SHA": 4, "SHA224": 7, "SHA256": 10, "SHA384": 11, "SHA512": 12}
_AUTH_OCTETS: Final[Mapping[AuthProtocol, int]] = {
    "MD5": 16,
    "SHA": 20,
    "SHA224": 28,
    "SHA256": 32,
    "SHA384": 48,
    "SHA512": 64,
}
_PRIV: Final[Mapping[PrivProtocol, int]] = {"DES": 1, "AES": 2, "AES192": 3, "AES256": 4, "AES192C": 3, "AES256C": 4}
_PRIV_OCTETS: Final[Mapping[PrivProtocol, int]] = {
    "DES": 16,
    "AES": 16,
    "AES192": 24,
    "AES256": 32,
    "AES192C": 24,
    "AES256C": 32,
}
_MASTER: Final = 1 << 6  # gufo's mark of a key that is a hashed password
_BLUMENTHAL, _CISCO = 1, 2  # gufo's offsets for how a short key is made longer
_PANIC: Final = "PanicException"
_IPV4_PARTS: Final = 4


@lru_cache(maxsize=1024)
def master_key(algorithm: int, password: str) -> bytes:
    """Give the hash of a password over a megabyte (RFC 3414 A.2), which is too slow to make for every session."""
    return bytes(get_master_key(algorithm, password.encode()))


def _panics() -> tuple[type[BaseException], ...]:
    """Give the class of gufo's panics, which is made at the first of them and can be imported from nowhere."""
    return tuple(kind for kind in BaseException.__subclasses__() if kind.__name__ == _PANIC)


class Keys:
    """Algorithms and keys of a user in the form that gufo's socket takes."""

    def __init__(self, user: User) -> None:
        self.auth_algorithm = self.priv_algorithm = 0
        self.auth_key = self.priv_key = b""
        if user.auth is None:
            return
        base = _AUTH[user.auth]
        self.auth_key = master_key(base, user.auth_password)
        stretch = 0
        if user.priv is not None:
            if _PRIV_OCTETS[user.priv] > _AUTH_OCTETS[user.auth]:
                stretch = _CISCO if user.priv.endswith("C") else _BLUMENTHAL
            self.priv_algorithm = _PRIV[user.priv] | _MASTER
            self.priv_key = master_key(base, user.priv_password)
        self.auth_algorithm = (base + stretch) | _MASTER


def plain(raw: Raw) -> Value | None:
    """Give a value as other sessions do; gufo has both identifiers and addresses as text."""
    if not isinstance(raw, str):
        return raw
    parts = raw.split(".")
    if len(parts) == _IPV4_PARTS and all(part.isdigit() and int(part) < 1 << 8 for part in parts):
        return IPv4Address(raw)
    return ObjectId(raw)


class SnmpV3Session(ByObjects):
    """One device over v3. A session that timed out is opened anew, since the device may have another engine by then."""

    def __init__(self, target: Target) -> None:
        """Raise TypeError for credentials that are not a user."""
        if not isinstance(target.credentials, User):
            raise TypeError(f"{target.key}: v3 needs a user, not {target.credentials!r}")
        self._target = target
        self._user = target.credentials
        self._socket: SnmpV3ClientSocket | None = None
        self.toll: Toll = Toll()
        self.lost = 0
        """Datagrams that could not be parsed."""

    def within(self, context: str) -> "SnmpV3Session":
        """Refuse: gufo-snmp has no contexts."""
        raise Refused(f"{self._target.key}: context {context} cannot be asked for over v3")

    async def _open(self) -> SnmpV3ClientSocket:
        """Open a socket and learn the device's engine; the user may only be named once that is known."""
        target, user = self._target, self._user
        host = f"[{target.address}]" if ":" in target.address else target.address
        sock = SnmpV3ClientSocket(f"{host}:{target.port}", b"", "", 0, b"", 0, b"", 0, 0, 0, 0)
        await self._exchange(sock, sock.send_refresh, sock.recv_refresh, target.timeout)
        keys = Keys(user)
        sock.set_keys(user.name, keys.auth_algorithm, keys.auth_key, keys.priv_algorithm, keys.priv_key)
        if user.auth is not None:
            await self._exchange(sock, sock.send_refresh, sock.recv_refresh, target.timeout)
        return sock

    async def _exchange(
        self,
        sock: SnmpV3ClientSocket,
        send: Callable[[], None],
        receive: Callable[[], Given],
        timeout: float,  # noqa: ASYNC109 — per datagram
    ) -> Given:
        """Send once and wait for a reply that can be read. Raises TimeoutError; a garbled datagram counts as lost."""
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        loop.add_reader(sock.get_fd(), ready.set)
        try:
            send()
            async with asyncio.timeout(timeout):
                while True:
                    await ready.wait()
                    ready.clear()
                    try:
                        return receive()
                    except BlockingIOError:
                        continue
                    except SnmpDecodeError:
                        self.lost += 1
                    except _panics():
                        # gufo panics on a malformed header; that is a lost datagram
                        self.lost += 1
        finally:
            loop.remove_reader(sock.get_fd())

    async def _ask(
        self, question: Callable[[SnmpV3ClientSocket], tuple[Callable[[], None], Callable[[], Given]]]
    ) -> Given:
        """Carry out one request with retries. Raises Unreachable, Refused or Garbled."""
        target = self._target
        wait = target.timeout
        loop = asyncio.get_running_loop()
        for tries in range(1, target.retries + 2):
            begin = loop.time()
            try:
                if self._socket is None:
                    self._socket = await self._open()
                send, receive = question(self._socket)
                asked = loop.time()
                answer = await self._exchange(self._socket, send, receive, wait)
            except (TimeoutError, ConnectionError):
                # an agent that is not up yet is told of at once by ICMP: all tries must not be spent on that
                self._socket = None
                await asyncio.sleep(begin + wait - loop.time())
                wait = min(wait * 2, target.timeout * 4)
            except SnmpAuthError as error:
                raise Refused(f"{target.address}:{target.port} does not accept user {self._user.name}") from error
            except OSError as error:
                raise Unreachable(f"{target.address}:{target.port}: {error}") from error
            else:
                self.toll.answer(loop.time() - asked, tries)
                return answer
        self.toll.silence(target.retries + 1)
        raise Unreachable(f"{target.address}:{target.port} gave no usable answer to {target.retries + 1} requests")

    async def get(self, *oids: Oid) -> Mapping[Oid, Value]:
        """Give the instances that exist."""
        found: dict[Oid, Value] = {}
        wanted = list(dict.fromkeys(oids))
        for start in range(0, len(wanted), GET_BINDS):
            chunk = wanted[start : start + GET_BINDS]
            try:
                answer = await self._ask(_instances(chunk))
            except NoSuchInstance:
                continue
            except SnmpError as error:
                raise Refused(f"{self._target.address}: {error}") from error
            found.update({oid: value for oid, raw in answer.items() if (value := plain(raw)) is not None})
        return found

    async def table(self, *columns: Oid) -> Mapping[Oid, Mapping[Index, Value]]:
        """Give whole columns, one after the other: gufo asks for one identifier in a GETBULK."""
        return {column: await self._column(column) for column in columns}

    async def _column(self, column: Oid) -> Mapping[Index, Value]:
        place = GetIter(column, min(self._target.max_repetitions, MAX_REPETITIONS))
        cells = _Cells(column)
        while True:
            try:
                rows = await self._ask(
                    lambda sock: (lambda: sock.send_get_bulk(place), lambda: sock.recv_get_bulk(place))
                )
            except (NoSuchInstance, StopAsyncIteration):
                return cells.found
            except SnmpError as error:
                raise Refused(f"{self._target.address}: {error} below {column}") from error
            if cells.take(rows):
                return cells.found

    async def walk(self, root: Oid) -> AsyncIterator[tuple[Oid, Value]]:
        """Give everything below `root`, in tree order."""
        for index, value in (await self._column(root)).items():
            yield ".".join((root, *map(str, index))), value


def _instances(
    oids: list[Oid],
) -> Callable[[SnmpV3ClientSocket], tuple[Callable[[], None], Callable[[], dict[str, Raw]]]]:
    """Give the question for these instances."""
    return lambda sock: (lambda: sock.send_get_many(oids), sock.recv_get_many)


class _Cells:
    """One column under way."""

    def __init__(self, column: Oid) -> None:
        self.column = column
        self.size = len(arcs(column))
        self.last: Index = ()
        self.found: dict[Index, Value] = {}

    def take(self, rows: Sequence[tuple[Oid, Raw] | None]) -> bool:
        """Take a reply and tell whether the column has ended. Raises Garbled for one that goes round in circles."""
        for row in rows:
            if row is None:
                return True
            index = arcs(row[0])[self.size :]
            if index <= self.last or len(self.found) >= ROWS:
                raise Garbled(f"identifier not increasing: {row[0]} in column {self.column}")
            self.last = index
            value = plain(row[1])
            if value is not None:
                self.found[index] = value
        return not rows
