"""The command line of a device over SSH, for asynchronous callers: netmiko works in a bounded pool of threads."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Final, Self, TypeVar

from msgspec import structs

from collectors.platforms import BadPlatform, Platform, fitting, platforms
from collectors.sessions.session import ByCommands, Garbled, Refused, Unreachable
from collectors.sessions.terminal import Terminal
from collectors.target import Login, Target

THREADS: Final = 32
"""Devices asked over SSH at the same time; each takes a thread and some 2 MiB."""

_pool: Final = ThreadPoolExecutor(THREADS, thread_name_prefix="ssh")

UNKNOWN: Final = Platform(name="unknown", netmiko="generic", more=r"<?-+ ?\(?(?i:more)[^-]*?\)? ?-+>?|^\(END\)")
"""A device of which nothing is known yet: no command that switches paging off, pages are turned."""

_PROMPT: Final = re.compile(r"(?:HRP_[MS])?[<\[~*]*(?:[\w.-]+@)?([^\s<>\[\]#$%:()~*]+)")

Result = TypeVar("Result")


async def in_thread(work: Callable[[], Result], abandon: Callable[[], None]) -> Result:
    """Run what blocks in the pool. When the caller is cancelled, `abandon` must make it end."""
    running = asyncio.get_running_loop().run_in_executor(_pool, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        abandon()
        running.add_done_callback(_forget)
        raise


def named(device: str, platform: str) -> Platform:
    """Give a platform by its name. Raises Refused for an unknown one, as an older outpost may be told."""
    try:
        return platforms()[platform]
    except BadPlatform as error:
        raise Refused(f"{device}: {error}") from error


def _forget(done: "asyncio.Future[Result]") -> None:
    """Look at what nobody waits for any more, or the loop complains that nobody did."""
    if not done.cancelled():
        done.exception()


class CliSession(ByCommands):
    """Questions to one command line. `async with` logs in and out.

    `platform` is the target's, else the one found out by asking. `host_key` is the pin afterwards: store it and hand
    it in with the next login, when another key raises HostKeyChanged.
    """

    def __init__(self, target: Target) -> None:
        """Raise TypeError for credentials that are no login, Refused for a platform that is not known."""
        if not isinstance(target.credentials, Login):
            raise TypeError(f"{target.key}: a command line needs a login, not {target.credentials!r}")
        self.target = target
        self.login = target.credentials
        self._platform = named(target.key, self.login.platform) if self.login.platform else None
        self._terminal: Terminal | None = None
        self._asking = asyncio.Lock()

    @property
    def platform(self) -> Platform:
        """The kind of command line. Raises Unreachable before the device was asked for it."""
        if self._platform is None:
            raise Unreachable(f"{self.target.key}: not logged in, so its platform is not known")
        return self._platform

    @property
    def host_key(self) -> str | None:
        """The key that the device showed, as it is pinned; None before the first contact."""
        return self._terminal.host_key if self._terminal else self.login.host_key

    @property
    def prompted_name(self) -> str | None:
        """The device's name in its prompt; None where there is none."""
        found = _PROMPT.match(self._terminal.prompt) if self._terminal else None
        return found[1] if found else None

    async def __aenter__(self) -> Self:
        """Log in, at first to find out what it is. Raises Unreachable, Refused, HostKeyChanged or Garbled."""
        if self._platform is None:
            terminal = await self._opened(UNKNOWN, self.login)
            try:
                self._platform = platforms()[await in_thread(lambda: detected(terminal), terminal.close)]
            finally:
                await in_thread(terminal.close, terminal.close)
        await self._opened(self._platform, structs.replace(self.login, host_key=self.host_key))
        return self

    async def _opened(self, platform: Platform, login: Login) -> Terminal:
        terminal = Terminal(self.target, login, platform)
        self._terminal = terminal
        await in_thread(terminal.open, terminal.close)
        return terminal

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log out."""
        if self._terminal is not None:
            await in_thread(self._terminal.close, self._terminal.close)

    async def ask(self, command: str) -> str:
        """Give the whole answer to one command. Raises Unreachable, Refused or Garbled."""
        terminal = self._terminal
        if terminal is None:
            raise Unreachable(f"{self.target.key}: not logged in, asked {command!r}")
        async with self._asking:
            return await in_thread(lambda: terminal.ask(command), terminal.close)


def detected(terminal: Terminal) -> str:
    """Give the platform of a device, by what it answers to the commands that tell. Raises Garbled for an unknown one.

    A shell that does not know a command answers too; that it refuses is no failure here.
    """
    answers: dict[str, str] = {}
    for command in dict.fromkeys(how.command for each in platforms() for how in each.detect):
        try:
            answers[command] = terminal.ask(command)
        except Refused:
            continue
        if found := fitting(answers):
            return found
    raise Garbled(f"{terminal.key}: no known kind of command line; asked {', '.join(map(repr, answers))}")
