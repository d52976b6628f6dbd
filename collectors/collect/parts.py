"""Parts and pluggable modules from vendors' own tables."""

import msgspec

from collectors.collect.asking import NOTHING, Column, Device
from collectors.collect.entities import ALIAS_MAPPING, if_aliases
from collectors.collect.entities import entities as standard_entities
from collectors.collect.naming import names
from collectors.facts import Entity, Transceiver
from collectors.parse.text import number, stated
from collectors.sessions.values import Index


async def entities(device: Device) -> tuple[Entity, ...] | None:
    """Observe physical parts, from ENTITY-MIB and from the vendor's tables; None where the device states neither."""
    found = list(await standard_entities(device) or ())
    for source in device.profile.entities:
        columns = {
            field: await _optional(device, getattr(source, field))
            for field in ("descr", "model", "serial", "mfg", "fw_rev")
        }
        called = await names(device, source.name)
        for index in sorted(set().union(*columns.values())):
            words = {field: stated(column.get(index)) for field, column in columns.items()}
            if any(words.values()):
                found.append(msgspec.convert({"class": source.class_, "name": called(index), **words}, Entity))
    return tuple(found) or None


async def _optional(device: Device, oid: str | None) -> Column:
    return await device.column(oid) if oid else NOTHING


async def transceivers(device: Device) -> tuple[Transceiver, ...] | None:
    """Observe pluggable modules; None where the device states none."""
    found: list[Transceiver] = []
    for source in device.profile.transceivers:
        serials = await device.column(source.serial)
        if serials:
            aliases = if_aliases(await device.column(ALIAS_MAPPING)) if source.by == "entity" else None
            columns = {
                field: await _optional(device, getattr(source, field))
                for field in ("vendor", "model", "type", "wavelength_nm", "distance_m")
            }
            found += [one for index in serials if (one := _module(serials, index, columns, aliases))]
    return tuple(found) or None


def _module(
    serials: Column, index: Index, columns: dict[str, Column], aliases: dict[int, int] | None
) -> Transceiver | None:
    words = {field: stated(columns[field].get(index)) for field in ("vendor", "model", "type")}
    serial = stated(serials.get(index))
    if not serial and not any(words.values()):
        return None
    return Transceiver(
        if_index=index[0] if aliases is None else aliases.get(index[0]),
        serial=serial,
        wavelength_nm=number(columns["wavelength_nm"].get(index)),
        distance_m=number(columns["distance_m"].get(index)),
        vendor=words["vendor"],
        model=words["model"],
        type=words["type"],
    )
