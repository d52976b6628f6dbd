"""Observe one device by its command line, or by napalm's getters: the same facts as by SNMP."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from collectors.collect.asking import Clock
from collectors.collect.gathering import KINDS, Gathered
from collectors.collect.rows import rows
from collectors.facts import DeviceFacts, SectionError
from collectors.parse.tables import Record, nested, records, template_name
from collectors.platforms import Platform
from collectors.platforms.schema import Reading, Rows
from collectors.sessions.session import ByCommands, Garbled, Refused
from collectors.target import Target

IDENTITY: Final = ("vendor", "sysName", "sysDescr", "hardware", "version", "serial", "uptime_seconds")
TELLING: Final = frozenset({"sysDescr", "hardware", "version", "serial"})
"""What a device says of itself, if it says anything; without any of it the answers came from something else."""


async def observe(
    target: Target, session: ByCommands, clock: Clock, *, sections: Iterable[str] | None = None
) -> DeviceFacts:
    """Observe one device through a session that is logged in; `sections` limits what is asked beyond what it is.

    A command that the device refuses, or answers with what no template knows, becomes an entry in `errors`; the others
    stand. Raises Garbled when nothing that was asked says what the device is: empty facts are a failure, not an empty
    device. Raises Unreachable at any point.
    """
    at = clock()
    wanted = frozenset(KINDS) | {"system"} if sections is None else {*sections, "system"}
    reader = _Reader(target, session)
    for reading in session.platform.readings:
        if wanted & reading.gives.keys():
            await reader.read(reading)
    words = reader.identity()
    rows_of = {name: found for name, found in reader.rows(at) if name in wanted}
    platform = session.platform
    return DeviceFacts(
        target=target.key,
        at=at,
        os=platform.os,
        vendor=words.get("vendor") or platform.vendor,
        sys_name=words.get("sysName") or session.prompted_name,
        sys_descr=words.get("sysDescr"),
        uptime_seconds=words.get("uptime_seconds"),
        hardware=words.get("hardware"),
        version=words.get("version"),
        serial=words.get("serial"),
        sources={name: "stated" for name in ("hardware", "version", "serial") if name in words},
        profile=(f"{platform.name}: {platform.label}, by its command line",),
        evidence={name: "; ".join(commands) for name, commands in reader.evidence.items() if name in wanted},
        errors=tuple(reader.errors),
        **rows_of,
    )


class _Reader:
    """What was asked of one device so far, and what came of it."""

    def __init__(self, target: Target, session: ByCommands) -> None:
        self._target = target
        self._session = session
        self._gathered = Gathered(session.platform.ports)
        self._answers: dict[str, str] = {}
        self.evidence: dict[str, list[str]] = {}
        self.errors: list[SectionError] = []

    async def read(self, reading: Reading) -> None:
        """Ask one command, unless what it gives is known, and keep what it gives."""
        if reading.unless and self._gathered.has(reading.unless):
            return
        try:
            found = parsed(self._session.platform, reading, await self._ask(reading.command))
        except Refused as error:
            if not reading.optional:
                self._failed(reading, str(error))
            return
        except Garbled as error:
            self._failed(reading, f"{self._target.key}: {reading.command!r}: {error}")
            return
        for section, stated in _parts(reading):
            self._gathered.add(section, rows(stated, found))
        for section in reading.gives:
            self.evidence.setdefault(section, []).append(reading.command)

    async def _ask(self, command: str) -> str:
        if command not in self._answers:
            self._answers[command] = await self._session.ask(command)
        return self._answers[command]

    def _failed(self, reading: Reading, reason: str) -> None:
        self.errors += [SectionError(section=each, oid=reading.command, reason=reason) for each in reading.gives]

    def identity(self) -> dict[str, Any]:
        """Give what the device says it is. Raises Garbled when it says nothing of the sort."""
        words = self._gathered.words()
        if not TELLING & words.keys():
            platform = self._session.platform.name
            why = "; ".join(error.reason for error in self.errors) or "nothing in its answers says so"
            raise Garbled(f"{self._target.key}: expected model, version or serial of a {platform}: {why}"[:1000])
        return words

    def rows(self, at: datetime) -> Iterator[tuple[str, Any]]:
        """Give the sections that stand; the others become errors."""
        for section, found in self._gathered.facts(at).items():
            if isinstance(found, Garbled):
                commands = "; ".join(self.evidence.pop(section, []))
                reason = f"{self._target.key}: {found}"
                self.errors.append(SectionError(section=section, oid=commands, reason=reason))
            else:
                yield section, found


def parsed(platform: Platform, reading: Reading, answer: str) -> list[Record]:
    """Give the records of an answer. Raises Garbled."""
    if reading.keys is not None:
        return nested(answer, reading.at, reading.keys)
    return records(reading.template or template_name(platform.ntc or platform.name, reading.command), answer)


def _parts(reading: Reading) -> Iterator[tuple[str, Rows]]:
    for section, stated in reading.gives.items():
        for each in [stated] if isinstance(stated, Rows) else stated:
            yield section, each


def read(platform: Platform, command: str, answer: str, clock: Clock) -> dict[str, Any]:
    """Give the sections, `system` as a mapping, that one answer gives by itself. Raises Garbled."""
    gathered = Gathered(platform.ports)
    for reading in platform.readings:
        if reading.command == command:
            found = parsed(platform, reading, answer)
            for section, stated in _parts(reading):
                gathered.add(section, rows(stated, found))
    return {"system": gathered.words(), **gathered.facts(clock())}
