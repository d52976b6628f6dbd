"""Parts and pluggable modules, from ENTITY-MIB and from vendors' own tables."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import structs

from collectors.collect.asking import NOTHING, Column, Device
from collectors.collect.entities import ALIAS_MAPPING, if_aliases
from collectors.collect.entities import entities as standard_entities
from collectors.collect.naming import names
from collectors.facts import Entity, Transceiver
from collectors.parse.text import number, stated
from collectors.profiles.tables import EntityColumns, EntityTable, TransceiverTable
from collectors.sessions.values import Index

PLUGGABLE: Final = re.compile(r"(?i)\b(?:[cqx]?sfp|xfp|cfp|gbic|transceiver|pluggable)|\b\d+G?Base-?[A-Z]|\bGE [LSEZ]X")
"""What vendors call a module that is plugged into a port."""
_MAYBE_PLUGGED: Final = frozenset(("port", "module"))


async def entities(device: Device) -> tuple[Entity, ...] | None:
    """Observe physical parts, from ENTITY-MIB and from the vendor's tables; None where the device states neither."""
    found = list(await standard_entities(device) or ())
    if found:
        for source in device.profile.entity_columns:
            found = await _completed(device, found, source)
    for table in device.profile.entities:
        found += await _parts(device, table)
    return tuple(found) or None


async def _completed(device: Device, found: list[Entity], source: EntityColumns) -> list[Entity]:
    """Fill what ENTITY-MIB leaves empty."""
    columns = {field: await _optional(device, getattr(source, field)) for field in ("model", "serial", "descr")}
    out = []
    for one in found:
        more = {
            field: word
            for field, column in columns.items()
            if one.index is not None and not getattr(one, field) and (word := stated(column.get((one.index,))))
        }
        out.append(structs.replace(one, **more) if more else one)
    return out


async def _parts(device: Device, source: EntityTable) -> list[Entity]:
    columns = {
        field: await _optional(device, getattr(source, field))
        for field in ("descr", "model", "serial", "mfg", "fw_rev")
    }
    called = await names(device, source.name)
    found = []
    for index in sorted(set().union(*columns.values())):
        words = {field: stated(column.get(index)) for field, column in columns.items()}
        if any(words.values()):
            name = called(index)
            kind = _class(source, name, words["descr"])
            guessed = {"source": "guessed"} if kind != source.class_ else {}
            found.append(msgspec.convert({"class": kind, "name": name, **words, **guessed}, Entity))
    return found


def _class(source: EntityTable, *words: str | None) -> str:
    text = " ".join(word for word in words if word)
    return next((name for name, pattern in source.classes.items() if re.search(pattern, text)), source.class_)


async def _optional(device: Device, oid: str | None) -> Column:
    return await device.column(oid) if oid else NOTHING


async def transceivers(device: Device) -> tuple[Transceiver, ...] | None:
    """Observe pluggable modules; None where the device states none.

    Without a vendor's table they are the parts that ENTITY-MIB describes as such.
    """
    found: list[Transceiver] = []
    for source in device.profile.transceivers:
        found += await _modules(device, source)
    return tuple(found) or _plugged(await standard_entities(device) or ()) or None


async def _modules(device: Device, source: TransceiverTable) -> list[Transceiver]:
    first = await device.column(source.serial or source.present or "")
    if not first:
        return []
    aliases = if_aliases(await device.column(ALIAS_MAPPING)) if source.by == "entity" else None
    columns = {
        field: await _optional(device, getattr(source, field))
        for field in ("serial", "vendor", "model", "type", "wavelength_nm", "distance_m")
    }
    modules = [_module(index, columns, aliases) for index in first]
    return [one for one in modules if source.present or one.serial or one.vendor or one.model or one.type]


def _module(index: Index, columns: dict[str, Column], aliases: dict[int, int] | None) -> Transceiver:
    words = {field: stated(columns[field].get(index)) for field in ("serial", "vendor", "model", "type")}
    return Transceiver(
        if_index=index[0] if aliases is None else aliases.get(index[0]),
        serial=words["serial"],
        wavelength_nm=number(columns["wavelength_nm"].get(index)) or None,
        distance_m=number(columns["distance_m"].get(index)) or None,
        vendor=words["vendor"],
        model=words["model"],
        type=words["type"],
        source="stated" if aliases is None else "derived",
    )


def _plugged(parts: tuple[Entity, ...]) -> tuple[Transceiver, ...]:
    by_index: dict[int | None, Entity] = {one.index: one for one in parts if one.index is not None}
    below: dict[int | None, int] = {one.parent: one.if_index for one in parts if one.if_index is not None}
    found: dict[object, Transceiver] = {}
    for one in parts:
        if one.class_ in _MAYBE_PLUGGED and (one.serial or one.model) and _is_pluggable(one, by_index):
            above = by_index.get(one.parent)
            module = Transceiver(
                if_index=one.if_index or below.get(one.index) or (above.if_index if above else None),
                vendor=one.mfg,
                model=one.model,
                serial=one.serial,
                type=one.descr,
                source="derived",
            )
            found.setdefault(one.serial or one.index, module)  # what is read out of a module repeats its serial number
    return tuple(found.values())


def _is_pluggable(one: Entity, by_index: Mapping[int | None, Entity]) -> bool:
    if any(PLUGGABLE.search(word) for word in (one.descr, one.model, one.name) if word):
        return True
    above = by_index.get(one.parent)
    return above is not None and above.class_ == "container" and bool(PLUGGABLE.search(above.descr or above.name or ""))
