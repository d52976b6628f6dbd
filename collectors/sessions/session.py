"""A way to ask one device, whatever the protocol underneath."""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from collectors.sessions.values import Index, Oid, Value


class Unreachable(Exception):
    """Nothing usable came back within the time allowed."""


class Refused(Exception):
    """The device answered that it will not serve this request or these credentials."""


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
