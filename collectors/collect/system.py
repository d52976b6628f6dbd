"""What a device is: identity, make, model, version and serial number."""

import re
from typing import Final, NamedTuple

from collectors.collect.asking import Device
from collectors.collect.entities import (
    CLASS,
    CLASSES,
    DESCR,
    FIRMWARE,
    HARDWARE,
    MAKER,
    MODEL,
    NAME,
    SERIAL,
    SOFTWARE,
    physical,
)
from collectors.facts import Provenance
from collectors.parse.text import stated, text
from collectors.profiles.schema import Source
from collectors.sessions.session import Session
from collectors.sessions.values import Oid, arcs

SYSTEM: Final = "1.3.6.1.2.1.1"
DESCR_OID: Final = f"{SYSTEM}.1.0"
OBJECT_ID: Final = f"{SYSTEM}.2.0"
UPTIME: Final = f"{SYSTEM}.3.0"
CONTACT: Final = f"{SYSTEM}.4.0"
NAME_OID: Final = f"{SYSTEM}.5.0"
LOCATION: Final = f"{SYSTEM}.6.0"

_FIELDS: Final = {
    "model": MODEL,
    "serial": SERIAL,
    "hw_rev": HARDWARE,
    "fw_rev": FIRMWARE,
    "sw_rev": SOFTWARE,
    "descr": DESCR,
    "name": NAME,
    "mfg": MAKER,
}
_HUNDREDTHS: Final = 100
ANY_CLASS: Final = "any"


class System(NamedTuple):
    """The system group as the device states it."""

    descr: str | None
    object_id: str | None
    uptime_seconds: float | None
    contact: str | None
    name: str | None
    location: str | None


async def system(session: Session) -> System:
    """Ask for the system group."""
    found = await session.get(DESCR_OID, OBJECT_ID, UPTIME, CONTACT, NAME_OID, LOCATION)
    uptime = found.get(UPTIME)
    return System(
        descr=text(found.get(DESCR_OID)),
        object_id=stated(found.get(OBJECT_ID)),
        uptime_seconds=uptime / _HUNDREDTHS if isinstance(uptime, int) else None,
        contact=text(found.get(CONTACT)),
        name=text(found.get(NAME_OID)),
        location=text(found.get(LOCATION)),
    )


async def identify(device: Device, identity: System) -> dict[str, tuple[str, Provenance]]:
    """Give os, vendor, hardware, version and serial, as far as they are known, each with how it is known."""
    profile = device.profile
    found: dict[str, tuple[str, Provenance]] = {}
    if profile.os is not None:
        found["os"] = profile.os, "derived"
    for name, sources in (
        ("vendor", profile.vendor_from),
        ("hardware", profile.hardware),
        ("version", profile.version),
        ("serial", profile.serial),
    ):
        if word := await fact(device, sources, identity.descr):
            found[name] = word
    if profile.vendor is not None:
        found.setdefault("vendor", (profile.vendor, "derived"))
    return found


async def fact(device: Device, sources: list[Source], descr: str | None) -> tuple[str, Provenance] | None:
    """Give the first fact that a source states."""
    for source in sources:
        found = await _raw(device, source, descr)
        if found and source.regex is not None:
            match = re.search(source.regex, found)
            found = (match[1] if match.re.groups else match[0]) if match else None
        if found and source.map is not None:
            found = source.map.get(found)
        if found and found.strip():
            return " ".join(found.split()), _provenance(source)
    return None


def _provenance(source: Source) -> Provenance:
    if source.guess:
        return "guessed"
    whole = source.regex is None and source.map is None and source.sysDescr is None and source.text is None
    return "stated" if whole else "derived"


async def _raw(device: Device, source: Source, descr: str | None) -> str | None:
    if source.sysDescr is not None:
        match = re.search(source.sysDescr, descr or "")
        return (match[1] if match.re.groups else match[0]) if match else None
    if source.entity is not None:
        return await _part(device, source)
    if source.oid is not None:
        return await _cell(device, source.oid)
    return source.text


async def _part(device: Device, source: Source) -> str | None:
    columns = await physical(device)
    column = columns[_FIELDS[source.entity or "model"]]
    of_class = sorted(column)
    if source.entity_class != ANY_CLASS:
        wanted = CLASSES.index(source.entity_class)
        of_class = [index for index, kind in sorted(columns[CLASS].items()) if kind == wanted]
    return next((found for index in of_class if (found := stated(column.get(index)))), None)


async def _cell(device: Device, oid: Oid) -> str | None:
    if arcs(oid)[-1] == 0:
        return stated((await device.get(oid)).get(oid))
    column = await device.column(oid)
    found = next((found for cell in column.values() if (found := stated(cell))), None)
    return found or stated((await device.get(oid)).get(oid))
