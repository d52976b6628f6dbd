"""A way to ask one device, whatever the protocol underneath."""

from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Protocol, Self

from collectors.facts.toll import Toll
from collectors.platforms.schema import Platform
from collectors.sessions.values import Index, Oid, Value


class Unreachable(Exception):
    """Nothing usable came back within the time allowed."""


class Refused(Exception):
    """The device answered that it will not serve this request or these credentials."""


class HostKeyChanged(Refused):
    """The device proves itself by another key than the one pinned to it: it was replaced, or something poses as it."""


class Garbled(Exception):
    """The device answered something that contradicts the protocol or itself."""


class Session(Protocol):
    """Questions to one device. Implementations own timeouts and raise Unreachable, Refused or Garbled, nothing else."""

    async def get(self, *oids: Oid) -> Mapping[Oid, Value]:
        """Give the instances that exist; one that the device does not have is an absent key."""
        ...

    def walk(self, root: Oid) -> AsyncIterator[tuple[Oid, Value]]:
        """Give everything below `root`, in tree order."""
        ...

    async def table(self, *columns: Oid) -> Mapping[Oid, Mapping[Index, Value]]:
        """Give whole columns, walked together; a column that the device does not have is an empty mapping."""
        ...

    def within(self, context: str) -> "Session":
        """Give the session of a community context (Cisco keeps a bridge table in each VLAN's). Raises Refused."""
        ...

    async def ask(self, command: str) -> str:
        """Give the whole answer to one command, without echo and prompt; lines end in a newline."""
        ...


class ByObjects:
    """The part of a session that knows no commands."""

    toll: Toll | None = None
    """What asking cost so far; None where nothing is sent."""

    async def ask(self, command: str) -> str:
        """Raise Refused."""
        raise Refused(f"SNMP knows no commands, asked for {command!r}")


class ByCommands:
    """The part of a session that knows no object identifiers. `async with` logs in and out."""

    @property
    def platform(self) -> Platform:
        """The kind of command line. Raises Unreachable before the device was asked for it."""
        raise NotImplementedError

    @property
    def host_key(self) -> str | None:
        """The key that the device showed, as it is pinned; None before the first contact."""
        raise NotImplementedError

    @property
    def prompted_name(self) -> str | None:
        """The device's name in its prompt; None where there is none."""
        return None

    async def __aenter__(self) -> Self:
        """Log in. Raises Unreachable, Refused, HostKeyChanged or Garbled."""
        raise NotImplementedError

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log out."""
        raise NotImplementedError

    async def ask(self, command: str) -> str:
        """Give the whole answer to one command. Raises Unreachable, Refused or Garbled."""
        raise NotImplementedError

    async def get(self, *oids: Oid) -> Mapping[Oid, Value]:
        """Raise Refused."""
        raise Refused(f"a command line knows no object identifiers, asked for {', '.join(oids[:3])}")

    async def walk(self, root: Oid) -> AsyncIterator[tuple[Oid, Value]]:
        """Raise Refused."""
        for row in (await self.get(root)).items():
            yield row

    async def table(self, *columns: Oid) -> Mapping[Oid, Mapping[Index, Value]]:
        """Raise Refused."""
        return {column: {} for column in await self.get(*columns)}

    def within(self, context: str) -> Session:
        """Raise Refused."""
        raise Refused(f"a command line has no community contexts, asked for {context!r}")
