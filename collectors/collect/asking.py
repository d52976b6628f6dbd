"""One device under observation: its session, and what was already asked of it in this poll."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from collectors.profiles.schema import Profile
from collectors.sessions.session import Session
from collectors.sessions.values import Index, Oid, Value
from collectors.target import Target

Clock = Callable[[], datetime]
Column = Mapping[Index, Value]

NOTHING: Final[Column] = MappingProxyType({})


class CollectError(Exception):
    """One section of one device could not be read; it affects nothing else."""

    def __init__(self, target: str, section: str, oid: str, reason: str) -> None:
        super().__init__(f"{target}: {section} ({oid}): {reason}")
        self.target = target
        self.section = section
        self.oid = oid
        self.reason = reason


class Device:
    """What collectors ask through: columns and instances, each fetched once in a poll."""

    def __init__(self, target: Target, session: Session, profile: Profile, clock: Clock) -> None:
        self.target = target
        self.session = session
        self.profile = profile
        self.clock = clock
        self.asked = ""
        """The identifier asked for last, for the message when it fails."""
        self._columns: dict[Oid, Column] = {}
        self._instances: dict[Oid, Value | None] = {}

    async def columns(self, root: Oid, numbers: Iterable[int]) -> dict[int, Column]:
        """Give the columns of one table by their last arc."""
        wanted = {number: f"{root}.{number}" for number in numbers}
        found = await self.each(*wanted.values())
        return {number: found[oid] for number, oid in wanted.items()}

    async def each(self, *oids: Oid) -> Mapping[Oid, Column]:
        """Give columns, asking only for those not seen yet."""
        missing = [oid for oid in dict.fromkeys(oids) if oid not in self._columns]
        if missing:
            self.asked = missing[0]
            self._columns.update(await self.session.table(*missing))
        return {oid: self._columns[oid] for oid in oids}

    async def column(self, oid: Oid) -> Column:
        """Give one column."""
        return (await self.each(oid))[oid]

    async def get(self, *oids: Oid) -> Mapping[Oid, Value]:
        """Give the instances that exist, asking only for those not seen yet."""
        missing = [oid for oid in dict.fromkeys(oids) if oid not in self._instances]
        if missing:
            self.asked = missing[0]
            found = await self.session.get(*missing)
            self._instances.update({oid: found.get(oid) for oid in missing})
        known = {oid: self._instances[oid] for oid in oids}
        return {oid: value for oid, value in known.items() if value is not None}


def integer(value: Value | None) -> int | None:
    """Give a whole number; None for anything else."""
    return int(value) if isinstance(value, int) else None


def rows(*columns: Column) -> list[Index]:
    """Give the indexes of a table of which any column has a cell, in tree order."""
    return sorted(set().union(*columns))


def any_cell(columns: Iterable[Column]) -> bool:
    """Tell whether the device stated anything of a table."""
    return any(columns)
