"""SNMPv1 and v2c sessions over the shared engine."""

from collections.abc import AsyncIterator, Mapping
from typing import Final, Literal

from msgspec import structs

from collectors.facts.toll import Toll
from collectors.sessions.ber import Malformed, decode, encoded, oid_text
from collectors.sessions.engine import Dialogue, Engine
from collectors.sessions.message import GET, NO_SUCH_NAME, STATUS, TOO_BIG, Reply, Request, request, varbinds
from collectors.sessions.session import ByObjects, Refused
from collectors.sessions.tablewalk import TableWalk
from collectors.sessions.values import Index, Oid, Value, arcs, dotted
from collectors.target import Community, Target

V1: Final = 0
V2C: Final = 1

GET_BINDS: Final = 40
"""Instances asked for in one GET, which fits 1472 octets for numbers and short texts."""


class _Get:
    """A GET that drops what a v1 agent says it lacks, and asks for less when the answer is too big."""

    def __init__(self, version: int, community: bytes, oids: list[Oid]) -> None:
        self._version = version
        self._community = community
        self._left = [encoded(oid) for oid in oids]
        self._size = GET_BINDS
        self._asked: list[bytes] = []
        self.found: dict[Oid, Value] = {}

    def first(self) -> Request:
        self._asked = self._left[: self._size]
        return request(self._version, self._community, GET, tuple(self._asked))

    def feed(self, data: bytes, head: Reply) -> Request | None:
        if head.status:
            self._complaint(head)
        else:
            self._take(data, head)
        return self.first() if self._left else None

    def _complaint(self, head: Reply) -> None:
        at = head.place - 1 if 0 < head.place <= len(self._asked) else 0
        if head.status == NO_SUCH_NAME:
            self._left.remove(self._asked[at])
            return
        if head.status == TOO_BIG and len(self._asked) > 1:
            self._size = len(self._asked) // 2
            return
        name = STATUS[head.status] if 0 <= head.status < len(STATUS) else str(head.status)
        raise Refused(f"device answers {name} when asked for {oid_text(self._asked[at])}")

    def _take(self, data: bytes, head: Reply) -> None:
        staged = {name: decode(tag, data, start, end) for name, tag, start, end in varbinds(data, head.start, head.end)}
        if staged.keys() != set(self._asked):
            raise Malformed(f"answer names {len(staged)} instances, {len(self._asked)} others were asked for")
        self.found.update({oid_text(name): value for name, value in staged.items() if value is not None})
        self._left = self._left[len(self._asked) :]


class SnmpSession(ByObjects):
    """One device over v1 or v2c."""

    def __init__(self, engine: Engine, target: Target, toll: Toll | None = None) -> None:
        """Raise TypeError for credentials that are not a community."""
        if not isinstance(target.credentials, Community):
            raise TypeError(f"{target.key}: v1 and v2c need a community, not {target.credentials!r}")
        self._engine = engine
        self._target = target
        self.toll: Toll = toll or Toll()
        self._community = target.credentials.community.encode()
        self._version = V1 if target.credentials.version == "1" else V2C

    def within(self, context: str) -> "SnmpSession":
        """Give the session of a community context, which the community carries behind an @."""
        community = f"{self._community.decode()}@{context}"
        version: Literal["1", "2c"] = "1" if self._version == V1 else "2c"
        credentials = Community(community=community, version=version)
        return SnmpSession(self._engine, structs.replace(self._target, credentials=credentials), self.toll)

    async def _converse(self, dialogue: Dialogue) -> None:
        target = self._target
        await self._engine.converse(
            target.address, target.port, dialogue, patience=(target.timeout, target.retries), toll=self.toll
        )

    async def get(self, *oids: Oid) -> Mapping[Oid, Value]:
        """Give the instances that exist."""
        if not oids:
            return {}
        dialogue = _Get(self._version, self._community, list(dict.fromkeys(oids)))
        await self._converse(dialogue)
        return dialogue.found

    async def table(self, *columns: Oid) -> Mapping[Oid, Mapping[Index, Value]]:
        """Give whole columns, interleaved in each GETBULK."""
        if not columns:
            return {}
        walk = TableWalk(self._version, self._community, columns, self._target.max_repetitions)
        try:
            await self._converse(walk)
        finally:
            if walk.repetitions < self._target.max_repetitions:
                self.toll.fits(walk.repetitions)
        return dict(zip(columns, walk.result(), strict=True))

    async def walk(self, root: Oid) -> AsyncIterator[tuple[Oid, Value]]:
        """Give everything below `root`, in tree order."""
        stem = () if len(arcs(root)) == 1 else arcs(root)
        for index, value in (await self.table(root))[root].items():
            yield dotted(stem + index if stem else _split(index)), value


def _split(index: Index) -> Index:
    """Undo BER's packing of the first two arcs, which a walk of the whole tree sees as one."""
    head = min(index[0] // 40, 2)
    return (head, index[0] - head * 40, *index[1:])
