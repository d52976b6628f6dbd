"""Units of a stack or virtual chassis, from vendors' tables; else from the parts that ENTITY-MIB puts into a stack."""

from collectors.collect.asking import Device, integer
from collectors.collect.entities import CLASS, CLASSES, CONTAINED, MODEL, POSITION, SERIAL, SOFTWARE, physical
from collectors.collect.rowtables import row_facts
from collectors.facts import StackMember
from collectors.parse.text import stated


async def stack(device: Device) -> tuple[StackMember, ...] | None:
    """Observe the units of a stack; None where the device states none."""
    found = await row_facts(device, device.profile.stack, StackMember)
    return tuple(found) or await _parts(device)


async def _parts(device: Device) -> tuple[StackMember, ...] | None:
    columns = await physical(device)
    stacks = {index[0] for index, kind in columns[CLASS].items() if kind == CLASSES.index("stack")}
    units = [
        index
        for index, kind in sorted(columns[CLASS].items())
        if kind == CLASSES.index("chassis") and integer(columns[CONTAINED].get(index)) in stacks
    ]
    return (
        tuple(
            StackMember(
                number=integer(columns[POSITION].get(index)),
                serial=stated(columns[SERIAL].get(index)),
                model=stated(columns[MODEL].get(index)),
                sw_rev=stated(columns[SOFTWARE].get(index)),
                source="derived",
            )
            for index in units
        )
        or None
    )
