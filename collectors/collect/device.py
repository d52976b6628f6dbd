"""All sections of one device, each failing for itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from collectors.collect import (
    addresses,
    bridging,
    capacity,
    commands,
    conferencing,
    interfaces,
    neighbours,
    parts,
    power,
    routing,
    sensors,
    stacking,
)
from collectors.collect.asking import Clock, Device
from collectors.collect.system import SYSTEM, System, identify, system
from collectors.facts import DeviceFacts, SectionError
from collectors.profiles.match import Catalogue, Signs, catalogue
from collectors.sessions.replay import ReplaySession
from collectors.sessions.session import ByCommands, ByObjects, Garbled, Refused, Session
from collectors.target import Target

Collector = Callable[[Device], Awaitable[tuple[Any, ...] | None]]

COLLECTORS: Final[Mapping[str, tuple[Collector, str]]] = {
    "interfaces": (interfaces.interfaces, "IF-MIB::ifTable 1.3.6.1.2.1.2.2, ifXTable 1.3.6.1.2.1.31.1.1"),
    "counters": (interfaces.counters, "IF-MIB::ifTable 1.3.6.1.2.1.2.2, ifXTable 1.3.6.1.2.1.31.1.1"),
    "ip_addresses": (addresses.ip_addresses, "IP-MIB::ipAddrTable 1.3.6.1.2.1.4.20, ipAddressTable 1.3.6.1.2.1.4.34"),
    "vlans": (bridging.vlans, "Q-BRIDGE-MIB::dot1qVlanStaticTable 1.3.6.1.2.1.17.7.1.4.3"),
    "port_vlans": (bridging.port_vlans, "Q-BRIDGE-MIB::dot1qVlanCurrentTable 1.3.6.1.2.1.17.7.1.4.2"),
    "neighbours": (neighbours.neighbours, "LLDP-MIB::lldpRemTable 1.0.8802.1.1.2.1.4.1"),
    "fdb": (bridging.fdb, "Q-BRIDGE-MIB::dot1qTpFdbTable 1.3.6.1.2.1.17.7.1.2.2, dot1dTpFdbTable 1.3.6.1.2.1.17.4.3"),
    "arp": (addresses.arp, "IP-MIB::ipNetToMediaTable 1.3.6.1.2.1.4.22, ipNetToPhysicalTable 1.3.6.1.2.1.4.35"),
    "entities": (parts.entities, "ENTITY-MIB::entPhysicalTable 1.3.6.1.2.1.47.1.1.1"),
    "sensors": (sensors.sensors, "ENTITY-SENSOR-MIB::entPhySensorTable 1.3.6.1.2.1.99.1.1"),
    "storage": (capacity.storage, "HOST-RESOURCES-MIB::hrStorageTable 1.3.6.1.2.1.25.2.3"),
    "mempools": (capacity.mempools, "HOST-RESOURCES-MIB::hrStorageTable 1.3.6.1.2.1.25.2.3"),
    "processors": (capacity.processors, "HOST-RESOURCES-MIB::hrProcessorTable 1.3.6.1.2.1.25.3.3"),
    "transceivers": (parts.transceivers, "vendor's table of pluggable modules"),
    "routes": (routing.routes, "IP-FORWARD-MIB::inetCidrRouteTable 1.3.6.1.2.1.4.24.7"),
    "bgp_peers": (routing.bgp_peers, "BGP4-MIB::bgpPeerTable 1.3.6.1.2.1.15.3"),
    "ospf_neighbours": (routing.ospf_neighbours, "OSPF-MIB::ospfNbrTable 1.3.6.1.2.1.14.10"),
    "stack": (stacking.stack, "vendor's table of stack members, ENTITY-MIB::entPhysicalTable 1.3.6.1.2.1.47.1.1.1"),
    "poe_ports": (power.poe_ports, "POWER-ETHERNET-MIB::pethPsePortTable 1.3.6.1.2.1.105.1.1"),
    "outlets": (power.outlets, "vendor's table of outlets"),
    "ups": (power.ups, "UPS-MIB 1.3.6.1.2.1.33.1"),
    "conference": (conferencing.conference, "vendor's table of calls and registrations"),
}
"""Section -> what observes it, and the standard table it comes from first of all."""


def now() -> datetime:
    """Give the present moment in UTC."""
    return datetime.now(UTC)


async def collect(
    target: Target,
    session: Session,
    clock: Clock = now,
    *,
    profiles: Catalogue | None = None,
    sections: Iterable[str] | None = None,
) -> DeviceFacts:
    """Observe one device; `sections` limits what is asked beyond the system group.

    A session that knows commands is logged in and out here. A section that the device garbles or refuses becomes an
    entry in `errors` and the others stand. Raises Unreachable at any point, and what the session raises when not even
    the system group can be read.
    """
    if isinstance(session, ByCommands):
        async with session:
            return await commands.observe(target, session, clock, sections=sections)
    known = catalogue() if profiles is None else profiles
    at = clock()
    identity = await system(session)
    signs = await shown(session, identity, known)
    device = Device(target, session, known.find(*signs), clock)
    if isinstance(session, ByObjects) and session.toll is not None:
        session.toll.advice = device.profile.polling
    found: dict[str, Any] = {}
    evidence = {"system": f"SNMPv2-MIB::system {SYSTEM}"}
    errors: list[SectionError] = []
    for section in COLLECTORS if sections is None else sections:
        observe, table = COLLECTORS[section]
        found[section] = await _guarded(section, observe(device), device, errors)
        if found[section] is not None:
            evidence[section] = table
    make = await _guarded("system", identify(device, identity), device, errors) or {}
    words = {name: word for name, (word, _) in make.items()}
    return DeviceFacts(
        target=target.key,
        at=at,
        sys_name=identity.name,
        sys_object_id=identity.object_id,
        sys_descr=identity.descr,
        sys_location=identity.location,
        sys_contact=identity.contact,
        uptime_seconds=identity.uptime_seconds,
        evidence=evidence,
        profile=known.explain(signs),
        errors=tuple(errors),
        sources={name: source for name, (_, source) in make.items()},
        **words,
        **found,
    )


async def shown(session: Session, identity: System, known: Catalogue) -> Signs:
    """Ask for the instances and tables that could decide what kind of device this is."""
    instances, tables = known.probes_for(identity.object_id, identity.descr)
    present = set(await session.get(*instances)) if instances else set()
    if tables:
        present |= {column for column, cells in (await session.table(*tables)).items() if cells}
    return Signs(identity.object_id, identity.descr, frozenset(present))


async def _guarded(section: str, observing: Awaitable[Any], device: Device, errors: list[SectionError]) -> Any:
    try:
        return await observing
    except (Garbled, Refused) as error:
        errors.append(SectionError(section=section, oid=device.asked, reason=str(error)))
        return None


async def recording_async(path: Path, clock: Clock = now) -> DeviceFacts:
    """Observe the device that a .snmprec file was taken from. Raises Garbled naming file, line and reason."""
    return await collect(Target(key=path.stem, address="127.0.0.1"), ReplaySession(path), clock)


def recording(path: Path | str) -> DeviceFacts:
    """Observe the device that a .snmprec file was taken from, from outside of any event loop. Raises Garbled."""
    return asyncio.run(recording_async(Path(path)))
