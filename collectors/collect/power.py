"""Power: ports that feed devices (POWER-ETHERNET-MIB), uninterruptible supplies (UPS-MIB), outlets (vendors' own)."""

from msgspec import structs

from collectors.collect.asking import Device
from collectors.collect.interfaces import Ports, ports
from collectors.collect.rowtables import row_facts
from collectors.facts import Outlet, PoePort, Ups


async def poe_ports(device: Device) -> tuple[PoePort, ...] | None:
    """Observe ports that feed devices; None where the device states none."""
    found = await row_facts(device, device.profile.poe_ports, PoePort)
    if not found:
        return None
    where = await ports(device)
    groups = {one.group for one in found}
    return tuple(_placed(one, where, single=len(groups) == 1) for one in found)


def _placed(one: PoePort, where: Ports, *, single: bool) -> PoePort:
    """Give the port its interface. The standard says nothing of it; the number is one of the bridge port, as a rule."""
    if one.if_index is not None:
        return structs.replace(one, local_port=where.names.get(one.if_index))
    if one.port is None or not single or (if_index := where.bridge.get(one.port)) not in where.names:
        return one
    return structs.replace(one, if_index=if_index, local_port=where.names[if_index], source="guessed")


async def outlets(device: Device) -> tuple[Outlet, ...] | None:
    """Observe the outlets of a power distribution unit; None where the device states none."""
    found: dict[str, Outlet] = {}
    for one in await row_facts(device, device.profile.outlets, Outlet):
        found.setdefault(one.index, one)
    return tuple(found.values()) or None


async def ups(device: Device) -> tuple[Ups, ...] | None:
    """Observe an uninterruptible power supply; None where the device states none. What a vendor adds fills gaps."""
    rows = await row_facts(device, device.profile.ups, Ups)
    whole: dict[str, object] = {}
    loads = [one.load_percent for one in rows if one.load_percent is not None]
    for one in rows:
        for field in structs.fields(Ups):
            value = getattr(one, field.name)
            if value is not None and field.name != "source":
                whole.setdefault(field.name, value)
    if not whole:
        return None
    return (structs.replace(Ups(), **{**whole, "load_percent": max(loads) if loads else None}),)
