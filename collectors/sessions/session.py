"""A way to ask one device, whatever the protocol underneath."""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

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

    async def ask(self, command: str) -> str:
        """Raise Refused."""
        raise Refused(f"SNMP knows no commands, asked for {command!r}")


class ByCommands:
    """The part of a session that knows no object identifiers."""

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
