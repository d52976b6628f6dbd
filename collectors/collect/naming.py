"""What the rows of a vendor's table are called."""

from collections.abc import Callable

from collectors.collect.asking import Device
from collectors.collect.entities import DESCR, NAME, physical
from collectors.collect.interfaces import table
from collectors.parse.text import stated
from collectors.profiles.tables import Naming
from collectors.sessions.values import Index

Names = Callable[[Index], str | None]


async def names(device: Device, sources: list[Naming]) -> Names:
    """Give the function from an index to a name, having fetched what it needs."""
    ways = [await _way(device, source) for source in sources]

    def name(index: Index) -> str | None:
        return next((found for way in ways if (found := way(index))), None)

    return name


async def _way(device: Device, source: Naming) -> Names:
    at = source.at

    def key(index: Index) -> Index:
        if at is None:
            return index
        return (index[at],) if -len(index) <= at < len(index) else ()

    if source.entity:
        parts = (await physical(device))[NAME if source.entity == "name" else DESCR]
        return lambda index: stated(parts.get(key(index)))
    if source.interface:
        found = await table(device)
        return lambda index: found.name(key(index))
    if source.column is not None:
        column = await device.column(source.column)
        return lambda index: stated(column.get(key(index)))
    template = source.text or ""
    return lambda index: template.replace("{index}", ".".join(map(str, key(index))))
