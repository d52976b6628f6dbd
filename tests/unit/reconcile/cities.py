"""Small registers made up by hypothesis."""

from datetime import UTC, datetime
from typing import Any, TypeAlias

from hypothesis import strategies as st

from inventory.reconcile.intent import (
    IntendedAddress,
    IntendedDevice,
    IntendedInterface,
    IntendedItem,
    IntendedLink,
    KnownAddress,
    Port,
    Snapshot,
)

Draw: TypeAlias = Any  # hypothesis's own type is generic in what is drawn
VERSION = datetime(2026, 10, 1, tzinfo=UTC)
words = st.sampled_from(["", "to core", "uplink 上联", "window 3", "spare"])
vids = st.sampled_from([1, 10, 20, 30, 999])


@st.composite
def interfaces(draw: Draw, first: int):
    made = []
    for at in range(draw(st.integers(1, 4))):
        mode = draw(st.sampled_from([None, "access", "tagged", "tagged-all"]))
        made.append(
            IntendedInterface(
                id=first + at,
                name=f"GigabitEthernet1/0/{at}",
                version=VERSION,
                type="1000base-t",
                enabled=draw(st.booleans()),
                description=draw(words),
                mtu=draw(st.sampled_from([None, 1500, 9000])),
                speed=draw(st.sampled_from([None, 10**8, 10**9])),
                speed_stated=draw(st.booleans()),
                mac=f"02:00:00:00:{first // 100:02x}:{at:02x}" if draw(st.booleans()) else None,
                mode=mode,
                untagged=draw(st.none() | vids) if mode else None,
                tagged=tuple(sorted(draw(st.sets(vids, max_size=3)))) if mode == "tagged" else (),
            )
        )
    return tuple(made)


@st.composite
def devices(draw: Draw, key: int):
    ports = draw(interfaces(key * 100))
    addresses = tuple(
        IntendedAddress(
            id=key * 100 + at,
            host=f"10.{key}.0.{at}",
            prefixlen=draw(st.sampled_from([24, 32])),
            interface=port.id,
            version=VERSION,
            expected=draw(st.booleans()),
        )
        for at, port in enumerate(ports, 1)
        if draw(st.booleans())
    )
    items = tuple(
        IntendedItem(id=key * 100 + at, name=f"Slot {at}", version=VERSION, serial=f"S{key}-{at}")
        for at in range(draw(st.integers(0, 2)))
    )
    return IntendedDevice(
        id=key,
        name=f"switch-{key}",
        version=VERSION,
        serial=draw(st.sampled_from(["", f"21023{key}"])),
        model=draw(st.sampled_from(["", "S5720-32X-EI"])),
        platform=draw(st.sampled_from(["", "vrp"])),
        interfaces=ports,
        addresses=addresses,
        items=items,
    )


@st.composite
def snapshots(draw: Draw) -> Snapshot:
    found = {key: draw(devices(key)) for key in range(1, draw(st.integers(1, 4)) + 1)}
    ports = [Port(key, each.id) for key, device in found.items() for each in device.interfaces]
    shuffled = draw(st.permutations(ports))
    links = []
    for at in range(draw(st.integers(0, len(ports) // 2))):
        near, far = sorted(shuffled[2 * at : 2 * at + 2])
        links.append(IntendedLink(ends=(near, far), cables=(at + 1, at + 1), versions=(VERSION, VERSION)))
    known = {
        each.host: (KnownAddress(id=each.id, version=VERSION, device=key, owner=device.name),)
        for key, device in found.items()
        for each in device.addresses
    }
    return Snapshot(
        devices=found,
        links=tuple(links),
        names={key: each.name for key, each in found.items()},
        known=known,
        vlans={vid: ((vid, None),) for vid in (1, 10, 20, 30)},
    )
