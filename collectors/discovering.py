"""Who answers at addresses nobody has registered: each credential in turn, and by which layer it fails."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from collectors.collect.device import collect
from collectors.facts import DeviceFacts
from collectors.sessions.engine import Engine
from collectors.sessions.session import Garbled, HostKeyChanged, Refused, Unreachable
from collectors.sessions.usm import why_refused
from collectors.sweep import session
from collectors.target import Community, Login, Target, User

SECTIONS: Final = ("interfaces", "ip_addresses", "entities", "neighbours", "vlans")
"""What a candidate is asked for: who it is, and what a device of the register would need."""
TIMEOUT: Final = 1.0
"""Seconds for the first try of a request; an address where nobody is costs three of them for each credential."""
RETRIES: Final = 1
ALIVE_PORTS: Final = (22, 443, 80, 23)
"""TCP ports whose answer, even a refusal, shows that somebody has the address."""
ALIVE_SECONDS: Final = 1.0
CONCURRENCY: Final = 128
DEADLINE: Final = 60.0
"""Seconds for one credential at one address."""

Layer = Literal["answered", "unreachable", "refused", "unknown_user", "wrong_key", "no_view", "garbled"]
WORST: Final[tuple[Layer, ...]] = ("no_view", "wrong_key", "unknown_user", "garbled", "refused", "unreachable")
"""Failures, the one that came farthest first: of several credentials, that one says most."""


class Way(Struct, frozen=True, kw_only=True):
    """One credential to be tried, with its port; `key` is the caller's name for it."""

    key: int
    credentials: Community | User | Login
    port: int = 161


class Try(Struct, frozen=True, kw_only=True):
    """How one credential fared at one address."""

    way: int
    layer: Layer
    reason: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """What is at one address. `way` and `facts` are those of the first credential that was let in."""

    address: str
    layer: Layer
    reason: str = ""
    way: int | None = None
    facts: DeviceFacts | None = None
    tries: tuple[Try, ...] = ()


async def discover(
    addresses: Iterable[str], ways: Sequence[Way], *, concurrency: int = CONCURRENCY
) -> AsyncGenerator[Answer, None]:
    """Ask every address and give each answer as it comes; closing the iterator stops the rest."""
    answers: asyncio.Queue[Answer | None] = asyncio.Queue()
    pending = iter(addresses)
    async with Engine() as engine:
        workers = [asyncio.create_task(_work(engine, pending, ways, answers)) for _ in range(concurrency)]
        done = asyncio.create_task(_finish(workers, answers))
        try:
            while (answer := await answers.get()) is not None:
                yield answer
            await done
        finally:
            for task in (*workers, done):
                task.cancel()
            await asyncio.gather(*workers, done, return_exceptions=True)


async def _work(
    engine: Engine, pending: Iterator[str], ways: Sequence[Way], answers: "asyncio.Queue[Answer | None]"
) -> None:
    for address in pending:
        answers.put_nowait(await ask(engine, address, ways))


async def _finish(workers: Sequence["asyncio.Task[None]"], answers: "asyncio.Queue[Answer | None]") -> None:
    try:
        await asyncio.gather(*workers)
    finally:
        answers.put_nowait(None)


async def ask(engine: Engine, address: str, ways: Sequence[Way]) -> Answer:
    """Try the credentials in order until one is let in."""
    tries: list[Try] = []
    for way in ways:
        target = Target(
            key=address, address=address, port=way.port, credentials=way.credentials, timeout=TIMEOUT, retries=RETRIES
        )
        if isinstance(way.credentials, Login):
            target = replace(target, timeout=30.0)  # of silence within an answer
        found = await _try(engine, target)
        if isinstance(found, DeviceFacts):
            return Answer(address=address, layer="answered", way=way.key, facts=found, tries=tuple(tries))
        tries.append(Try(way=way.key, layer=found[0], reason=found[1]))
    best = min(tries, key=lambda each: WORST.index(each.layer), default=None)
    if best is None or best.layer == "unreachable":
        layer: Layer = "refused" if await alive(address) else "unreachable"
        reason = "it is there, and answers none of the credentials" if layer == "refused" else ""
        return Answer(address=address, layer=layer, reason=reason, tries=tuple(tries))
    return Answer(address=address, layer=best.layer, reason=best.reason, tries=tuple(tries))


async def _try(engine: Engine, target: Target) -> DeviceFacts | tuple[Layer, str]:
    try:
        async with asyncio.timeout(DEADLINE):
            facts = await collect(target, session(engine, target), sections=SECTIONS)
    except (Unreachable, TimeoutError) as error:
        return "unreachable", str(error)
    except HostKeyChanged as error:
        return "wrong_key", str(error)
    except Refused as error:
        return await _refused(target, error)
    except Garbled as error:
        return "garbled", str(error)
    if facts.sys_descr is None and facts.sys_object_id is None and facts.sys_name is None:
        return "no_view", f"{target.address} lets us in and shows not even its system group"
    return facts


async def _refused(target: Target, error: Refused) -> tuple[Layer, str]:
    if isinstance(target.credentials, User):
        return await why_refused(target) or ("refused", str(error))
    return ("wrong_key" if isinstance(target.credentials, Login) else "refused"), str(error)


async def alive(address: str) -> bool:
    """Whether somebody has the address, by a TCP connection that is taken or refused."""

    async def knock(port: int) -> bool:
        try:
            async with asyncio.timeout(ALIVE_SECONDS):
                _reader, writer = await asyncio.open_connection(address, port)
        except ConnectionRefusedError:
            return True
        except (OSError, TimeoutError):
            return False
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        return True

    return any(await asyncio.gather(*map(knock, ALIVE_PORTS)))
