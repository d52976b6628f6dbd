"""The running configuration of a device, with a judgement whether it is whole."""

import re
from typing import Final, Protocol

from msgspec import Struct

from collectors.platforms import Platform
from collectors.sessions.session import Refused

_OPENING: Final = re.compile(r"\{\s*(?:/\*.*)?$|\{\s*#", re.MULTILINE)
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_CLOSING: Final = re.compile(r"^\s*\}", re.MULTILINE)


class Commands(Protocol):
    """What is needed of a session: `CliSession`, or a transcript of one."""

    @property
    def platform(self) -> Platform:
        """The kind of command line."""
        ...

    async def ask(self, command: str) -> str:
        """Give the whole answer to one command."""
        ...


class RunningConfig(Struct, frozen=True, kw_only=True):
    """What a device gave as its running configuration, secrets included. Only a complete one is a version of it."""

    text: str  # without echo, prompt and pager; lines end in "\n"
    platform: str  # name in collectors.platforms
    command: str  # by which it was read
    complete: bool
    reason: str = ""  # why it is not complete, with what was expected and what stood there

    def __repr__(self) -> str:
        """Without the text, which holds secrets."""
        return f"RunningConfig({self.platform}, {len(self.text)} characters, complete={self.complete}, {self.reason!r})"


async def running_config(session: Commands) -> RunningConfig:
    """Read the running configuration through a session that is logged in.

        async with CliSession(Target(key=…, address=…, port=22, timeout=30, credentials=Login(…))) as session:
            config = await running_config(session)

    `complete` is judged by the platform's marks: the line that ends every configuration (`return`, `end`), or braces
    that balance; where a platform has neither, that the prompt came back. An answer cut off by silence or by the end of
    the connection never gets here: it raises Unreachable. Raises Refused where the platform has no running
    configuration or the device does not show it to this user, HostKeyChanged and Garbled as the session does.
    """
    platform = session.platform
    stated = platform.configuration
    if stated is None:
        raise Refused(f"platform {platform.name} has no running configuration")
    text = await session.ask(stated.command)
    reason = missing(platform, text)
    return RunningConfig(
        text=text, platform=platform.name, command=stated.command, complete=not reason, reason=reason
    )  # fmt: skip


def missing(platform: Platform, text: str) -> str:
    """Say what a text lacks to be a whole configuration of this platform; "" when it is whole."""
    stated = platform.configuration
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if stated is None or not lines:
        return f"{len(lines)} lines, expected a configuration of {platform.name}"
    if stated.begin and not any(re.search(stated.begin, line) for line in lines[:20]):
        return f"no line like {stated.begin!r} at the start, it begins with {_quoted(lines[0])}"
    if stated.end and not re.search(stated.end, lines[-1]):
        return f"its last line is {_quoted(lines[-1])}, expected {stated.end!r}"
    bare = _QUOTED.sub("", text)
    opened, closed = len(_OPENING.findall(bare)), len(_CLOSING.findall(bare))
    if stated.balanced and opened != closed:
        return f"{opened} braces opened, {closed} closed"
    return ""


def _quoted(line: str) -> str:
    """Show how a line begins; what follows may be secret."""
    return repr(" ".join(line.split()[:2])[:40])
