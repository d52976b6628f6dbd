"""The parent's side of the process that opens SNMPv3 (see `usm`)."""

import asyncio
import logging
import os
import socket
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from collectors.events.event import Malformed, Origin
from collectors.events.traps import Notice, assembled
from collectors.events.wire import LARGEST, Given, Opened, Setup
from collectors.sessions.ber import decode, element
from collectors.target import User

if TYPE_CHECKING:
    from collectors.sessions.values import Oid, Value

WAITING: Final = 20_000
"""Datagrams held for the process: some half a minute of its work. What comes beyond is lost, and counted."""
AT_ONCE: Final = 200
"""Datagrams the process has before it. They wait here rather than there, so that none is lost when it is replaced."""
START_SECONDS: Final = 30.0
logger = logging.getLogger(__name__)


Sender = tuple[str, int]
Done = Callable[[Sender, str, Notice | None, Sequence[bytes]], None]
"""Told of every datagram: sender, what became of it (a `wire.Verdict`, or "lost"), notification, and answers."""


class Opening:
    """Datagrams of v3, opened in order by a process of their own, which is started with the users of the day."""

    def __init__(self, folder: Path, done: Done) -> None:
        """`folder` keeps the engine's id and its count of starts."""
        self._folder = folder
        self._done = done
        self._waiting: deque[tuple[Sender, bytes]] = deque()
        self._sent: dict[int, tuple[Sender, bytes]] = {}
        self._serial = 0
        self._wire: socket.socket | None = None
        self._process: asyncio.subprocess.Process | None = None
        self.users: tuple[User, ...] = ()

    def take(self, data: bytes, sender: Sender) -> None:
        """Have a datagram opened; one more than can wait is lost."""
        if not self.users:
            self._done(sender, "refused", None, ())
        elif len(self._waiting) >= WAITING:
            self._done(sender, "lost", None, ())
        else:
            self._waiting.append((sender, data))
            self._push()

    async def start(self, users: Sequence[User]) -> None:
        """Start the process, or start it anew, with these users; without any there is none."""
        await self.stop()
        self.users = tuple(users)
        if not users:
            return
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LARGEST * 8)
        # pysnmp keeps the count of the engine's starts below the folder of temporary files
        environment = {**os.environ, "TMPDIR": str(self._folder)}
        command = (sys.executable, "-m", "collectors.events.usm", str(theirs.fileno()))
        self._process = await asyncio.create_subprocess_exec(*command, pass_fds=[theirs.fileno()], env=environment)
        theirs.close()
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(ours, msgspec.msgpack.encode(Setup(self._engine(), self.users)))
        async with asyncio.timeout(START_SECONDS):
            await loop.sock_recv(ours, LARGEST)
        self._wire = ours
        loop.add_reader(ours.fileno(), self._pull)
        self._push()

    async def stop(self) -> None:
        """End the process; what it had before it is given to the next one."""
        if self._wire is not None:
            asyncio.get_running_loop().remove_reader(self._wire.fileno())
            self._wire.close()
            self._wire = None
        self._waiting.extendleft(reversed(self._sent.values()))
        self._sent.clear()
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.terminate()
            await self._process.wait()
            self._process = None

    @property
    def ended(self) -> bool:
        """Whether the process ought to run and does not."""
        return bool(self.users) and (
            self._wire is None or self._process is None or self._process.returncode is not None
        )

    def _engine(self) -> bytes:
        """RFC 3411's format 5 below enterprise 0, with eight random octets drawn once."""
        path = self._folder / "engine"
        if not path.exists():
            path.write_bytes(b"\x80\x00\x00\x00\x05" + os.urandom(8))
        return path.read_bytes()

    def _push(self) -> None:
        while self._wire is not None and self._waiting and len(self._sent) < AT_ONCE:
            (source, port), data = self._waiting[0]
            try:
                self._wire.send(msgspec.msgpack.encode(Given(self._serial, source, port, data)))
            except (BlockingIOError, BrokenPipeError, ConnectionError):
                return
            self._sent[self._serial] = self._waiting.popleft()
            self._serial += 1

    def _pull(self) -> None:
        wire = self._wire
        while wire is not None:
            try:
                data = wire.recv(LARGEST)
            except BlockingIOError:
                break
            except ConnectionError:
                data = b""
            if not data:
                asyncio.get_running_loop().remove_reader(wire.fileno())
                wire.close()
                self._wire = wire = None
                logger.error("the process that opens SNMPv3 ended")
                break
            self._opened(msgspec.msgpack.decode(data, type=Opened))
        self._push()

    def _opened(self, opened: Opened) -> None:
        sender, _data = self._sent.pop(opened.serial)
        if opened.verdict != "taken":
            self._done(sender, opened.verdict, None, opened.answers)
            return
        binds: list[tuple[Oid, Value]] = []
        for oid, encoded in opened.binds:
            tag, start, end = element(encoded, 0, len(encoded))
            value = decode(tag, encoded, start, end)
            if value is not None:
                binds.append((oid, value))
        origin: Origin = "inform" if opened.inform else "trap"
        try:
            notice = assembled("v3", opened.user.encode(), origin, binds, opened.request_id)
        except Malformed:
            self._done(sender, "malformed", None, opened.answers)
        else:
            self._done(sender, "taken", notice, opened.answers)
