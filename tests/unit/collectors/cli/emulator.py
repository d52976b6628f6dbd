"""Devices of our own over real SSH: they speak the prompts, pagers, banners and manners of VRP, Comware and IOS."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncssh

from collectors.target import Login, Target

USER, PASSWORD = "netops", "Lab-Pass-7361"
PAGE = 10  # lines


@dataclass
class Manner:
    """How a kind of device behaves on its command line."""

    prompt: str
    more: bytes
    taken_back: bytes  # what follows the key that turns a page
    paging_off: str
    unknown: bytes
    banner: bytes = b""
    questions: tuple[bytes, ...] = ()  # before the first prompt
    plain: str = ""  # the prompt before privileged mode; "": logging in leads there


VRP = Manner(
    "<CC-CORE-01>", b"  ---- More ----", b"\x1b[16D" + b" " * 16 + b"\x1b[16D", "screen-length 0 temporary",
    b"                ^\r\nError: Unrecognized command found at '^' position.\r\n",
    b"\r\nInfo: The max number of VTY users is 5, and the number\r\n      of current VTY users on line is 1.\r\n",
)  # fmt: skip
COMWARE = Manner(
    "<H3C-ACC-7>", b"---- More ----", b"\x1b[16D                \x1b[16D", "screen-length disable",
    b"          ^\r\n % Unrecognized command found at '^' position.\r\n",
    b"\r\n" + b"*" * 60 + b"\r\n* Copyright (c) 2004-2021 New H3C Technologies. >  *\r\n" + b"*" * 60 + b"\r\n",
)  # fmt: skip
IOS = Manner(
    "sw-access-3#", b" --More-- ", b"\b" * 9 + b" " * 8 + b"\b" * 9, "terminal length 0",
    b"              ^\r\n% Invalid input detected at '^' marker.\r\n\r\n", b"\r\n*** authorised users # only ***\r\n",
)  # fmt: skip


@dataclass
class Emulated:
    """One device: what it answers, and what goes wrong with it."""

    manner: Manner
    answers: dict[str, bytes]
    paging_can_be_switched_off: bool = True
    drop_after: int | None = None  # octets of an answer, then the connection is cut
    freeze_after: int | None = None  # octets of an answer, then silence
    chunk: int = 4096  # octets written at once
    pause: float = 0.0  # seconds between them
    key: asyncssh.SSHKey = field(default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519"))
    asked: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    trusted: asyncssh.SSHKey | None = None  # public key of the user
    connections: list[asyncssh.SSHServerConnection] = field(default_factory=list)
    port: int = 0
    paging: bool = True
    secret: str = ""  # for privileged mode

    def target(self, platform: str, timeout: float = 2.0, **login: str | None) -> Target:
        words = {"name": USER, "password": PASSWORD, "platform": platform, **login}
        return Target(
            key="CC-CORE-01 (127.0.0.1)", address="127.0.0.1", port=self.port, timeout=timeout,
            credentials=Login(**words),
        )  # fmt: skip

    @property
    def host_key(self) -> str:
        return " ".join(self.key.export_public_key("openssh").decode().split()[:2])


class Server(asyncssh.SSHServer):
    def __init__(self, device: Emulated) -> None:
        self.device = device

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.device.connections.append(conn)

    def begin_auth(self, username: str) -> bool:
        self.device.logins.append(username)
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return self.device.trusted is not None

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        trusted = self.device.trusted
        return trusted is not None and username == USER and key.export_public_key() == trusted.export_public_key()


async def talk(process: "asyncssh.SSHServerProcess[bytes]", device: Emulated) -> None:
    manner = device.manner
    device.paging = True
    out = process.stdout
    for question in manner.questions:
        out.write(question)
        device.asked.append(await line(process))
    prompt = manner.plain or manner.prompt
    out.write(manner.banner + b"\r\n" + prompt.encode())
    while command := await line(process):
        device.asked.append(command)
        if command == "enable" and prompt == manner.plain:
            out.write(b"Password: ")
            prompt = manner.prompt if await line(process, echo=False) == device.secret else manner.plain
            out.write((b"" if prompt == manner.prompt else b"% Access denied\r\n") + prompt.encode())
            continue
        if command == manner.paging_off and device.paging_can_be_switched_off:
            device.paging = False
            out.write(b"\r\n")
        elif command.strip():
            await answer(process, device, device.answers.get(command, manner.unknown))
        out.write(prompt.encode())
    process.exit(0)


async def line(process: "asyncssh.SSHServerProcess[bytes]", *, echo: bool = True) -> str:
    """Read one command; echo it as a device does. A bare return is a command too."""
    typed = b""
    while True:
        try:
            octet = await process.stdin.read(1)
        except (asyncssh.BreakReceived, asyncssh.TerminalSizeChanged):
            continue
        if not octet:
            return ""
        if echo or octet in b"\r\n":
            process.stdout.write(b"\r\n" if octet in b"\r\n" else octet)
        if octet in b"\r\n":
            return typed.decode() or " "
        typed += octet


async def answer(process: "asyncssh.SSHServerProcess[bytes]", device: Emulated, text: bytes) -> None:
    sent = 0
    lines = text.splitlines(keepends=True)
    for number, each in enumerate(lines, 1):
        for start in range(0, len(each), device.chunk):
            process.stdout.write(each[start : start + device.chunk])
            sent += len(each[start : start + device.chunk])
            if device.pause:
                await asyncio.sleep(device.pause)
            if device.drop_after is not None and sent >= device.drop_after:
                await asyncio.sleep(0.05)
                process.channel.get_connection().abort()
                return
            if device.freeze_after is not None and sent >= device.freeze_after:
                await asyncio.sleep(3600)
        if device.paging and number % PAGE == 0 and number < len(lines):
            process.stdout.write(device.manner.more)
            await process.stdin.read(1)
            process.stdout.write(device.manner.taken_back)


def free_port() -> int:
    """A port that nobody listens at, for a device that is registered before it is there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@asynccontextmanager
async def serving(device: Emulated, port: int = 0) -> AsyncIterator[Emulated]:
    """Serve a device on 127.0.0.1, at a port of the kernel's choice unless one is named."""
    factory: Callable[[asyncssh.SSHServerProcess[bytes]], object] = lambda process: talk(process, device)  # noqa: E731
    server = await asyncssh.create_server(
        lambda: Server(device), "127.0.0.1", port, server_host_keys=[device.key], process_factory=factory,
        encoding=None, line_editor=False, allow_scp=False,
    )  # fmt: skip
    device.port = server.get_port()
    try:
        yield device
    finally:
        server.close()
        for connection in device.connections:
            connection.abort()
            await connection.wait_closed()
        await server.wait_closed()
