"""Observe one device by its command line, or by napalm's getters: the same facts as by SNMP."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

from collectors.collect.asking import Clock
from collectors.collect.gathering import Gathered
from collectors.collect.rows import rows
from collectors.facts import DeviceFacts, SectionError
from collectors.parse.tables import Record, nested, records, template_name
from collectors.platforms import Platform
from collectors.platforms.schema import Reading, Rows
from collectors.sessions.session import Garbled, Refused
from collectors.target import Target

IDENTITY: Final = ("vendor", "sysName", "sysDescr", "hardware", "version", "serial", "uptime_seconds")
TELLING: Final = frozenset({"sysDescr", "hardware", "version", "serial"})
"""What a device says of itself, if it says anything; without any of it the answers came from something else."""


class Commands(Protocol):
    """What is needed of a session."""

    @property
    def platform(self) -> Platform:
        """The kind of command line."""
        ...

    @property
    def prompted_name(self) -> str | None:
        """The device's name in its prompt."""
        ...

    async def ask(self, command: str) -> str:
        """Give the whole answer to one command."""
        ...


async def observe(
    target: Target, session: Commands, clock: Clock, *, sections: Iterable[str] | None = None
) -> DeviceFacts:
    """Observe one device; `sections` limits what is asked beyond what it is.

    A command that the device refuses, or answers with what no template knows, becomes an entry in `errors`; the others
    stand. Raises Garbled when nothing that was asked says what the device is: empty facts are a failure, not an empty
    device. Raises Unreachable at any point.
    """
    at = clock()
    wanted = None if sections is None else {*sections, "system"}
    gathered = Gathered(session.platform.ports)
    evidence: dict[str, str] = {}
    errors: list[SectionError] = []
    for reading in session.platform.readings:
        if (wanted is not None and not wanted & reading.gives.keys()) or (
            reading.unless and gathered.has(reading.unless)
        ):
            continue
        for section in await _read(target, session, reading, gathered, errors):
            evidence[section] = "; ".join(filter(None, (evidence.get(section), reading.command)))
    words = gathered.words()
    if not TELLING & words.keys():
        reasons = "; ".join(error.reason for error in errors) or "nothing in its answers says so"
        raise Garbled(f"{target.key}: no model, version or serial of a {session.platform.name}: {reasons}"[:1000])
    platform = session.platform
    stated: dict[str, Any] = {
        name: found for name, found in gathered.facts(at).items() if wanted is None or name in wanted
    }
    return DeviceFacts(
        target=target.key,
        at=at,
        os=words.get("os") or platform.os,
        vendor=words.get("vendor") or platform.vendor,
        sys_name=words.get("sysName") or session.prompted_name,
        sys_descr=words.get("sysDescr"),
        uptime_seconds=words.get("uptime_seconds"),
        hardware=words.get("hardware"),
        version=words.get("version"),
        serial=words.get("serial"),
        sources={name: "stated" for name in ("hardware", "version", "serial") if name in words},
        evidence=evidence,
        errors=tuple(errors),
        **stated,
    )


async def _read(
    target: Target, session: Commands, reading: Reading, gathered: Gathered, errors: list[SectionError]
) -> Iterable[str]:
    """Ask one command and keep what it gives; give the sections that it stated."""
    try:
        found = parsed(session.platform, reading, await session.ask(reading.command))
    except Refused as error:
        if not reading.optional:
            errors.extend(_errors(reading, error))
        return ()
    except Garbled as error:
        errors.extend(_errors(reading, Garbled(f"{target.key}: {reading.command!r}: {error}")))
        return ()
    for section, stated in _parts(reading):
        gathered.add(section, rows(stated, found))
    return reading.gives.keys()


def parsed(platform: Platform, reading: Reading, answer: str) -> list[Record]:
    """Give the records of an answer. Raises Garbled."""
    if reading.keys is not None:
        return nested(answer, reading.at, reading.keys)
    return records(reading.template or template_name(platform.ntc or platform.name, reading.command), answer)


def _parts(reading: Reading) -> Iterator[tuple[str, Rows]]:
    for section, stated in reading.gives.items():
        for each in [stated] if isinstance(stated, Rows) else stated:
            yield section, each


def _errors(reading: Reading, error: Exception) -> Iterator[SectionError]:
    for section in reading.gives:
        yield SectionError(section=section, oid=reading.command, reason=str(error))


def read(platform: Platform, command: str, answer: str, clock: Clock) -> dict[str, Any]:
    """Give the sections, `system` as a mapping, that one answer gives by itself. Raises Garbled."""
    gathered = Gathered(platform.ports)
    for reading in platform.readings:
        if reading.command == command:
            found = parsed(platform, reading, answer)
            for section, stated in _parts(reading):
                gathered.add(section, rows(stated, found))
    return {"system": gathered.words(), **gathered.facts(clock())}
