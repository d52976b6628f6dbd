"""The audit of 10,000 devices with 240,000 interfaces: register and facts compared, differences opened, seen again.

`make bench ARGS=audit` runs it; it takes a database of its own. `INFOPORT_BENCH_DEVICES` names another number. Bars: 60
seconds on the clock, application and PostgreSQL together, and 2 GiB of the application's memory.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
DEVICES: Final = int(os.environ.get("INFOPORT_BENCH_DEVICES", "10000"))
PORTS: Final = 24
GROUP: Final = 20
"""Devices of a branch; each is cabled to the branch's first one."""
DEVIANT: Final = 10
"""One device in so many states another description of its first port."""
SECONDS, MIB = 60.0, 2048.0


def load() -> list[int]:
    """Devices with ports, addresses, cables and an access each; their ids."""
    from inventory.dcim.models import Device, DeviceRole, DeviceType, Interface, Manufacturer, Site
    from inventory.ipam.models import IPAddress
    from inventory.reconcile.models import Access, Credential

    maker = Manufacturer.objects.create(name="Huawei", slug="huawei")
    kind = DeviceType.objects.create(manufacturer=maker, model="S5720", slug="s5720")
    role = DeviceRole.objects.create(name="Access", slug="access")
    site = Site.objects.create(name="Site", slug="site")
    credential = Credential.objects.create(name="read", kind="community")
    made = [Device(name=f"sw{number:05}", device_type=kind, role=role, site=site) for number in range(DEVICES)]
    ids = [each.pk for each in Device.objects.bulk_create(made)]
    Access.objects.bulk_create([Access(device_id=key, address="127.0.0.1/32", credential=credential) for key in ids])
    for first in range(0, DEVICES, 500):
        rows = [
            Interface(device_id=key, name=name(port), type="1000base-t", description=f"port {port}")
            for key in ids[first : first + 500]
            for port in range(1, PORTS + 1)
        ]
        ports = Interface.objects.bulk_create(rows)
        IPAddress.objects.bulk_create(
            IPAddress(
                address=f"{address(first + at)}/8", assigned_object_type="dcim.interface", assigned_object_id=port.pk
            )
            for at, port in enumerate(ports[::PORTS])
        )
    connect(ids)
    return ids


def connect(ids: list[int]) -> None:
    """Port 24 of each device to a port of the first one of its branch."""
    from inventory.dcim.models import Cable, CableTermination, Interface

    ports = {(device, text): key for key, device, text in Interface.objects.values_list("pk", "device_id", "name")}
    pairs = [
        (ports[ids[number - number % GROUP], name(number % GROUP)], ports[ids[number], name(PORTS)])
        for number in range(DEVICES)
        if number % GROUP
    ]
    cables = Cable.objects.bulk_create([Cable() for _pair in pairs])
    CableTermination.objects.bulk_create([
        CableTermination(cable=cable, cable_end=end, termination_type="dcim.interface", termination_id=port)
        for cable, pair in zip(cables, pairs, strict=True)
        for end, port in zip("AB", pair, strict=True)
    ])  # fmt: skip


def name(port: int) -> str:
    """As both sides call it."""
    return f"GigabitEthernet0/0/{port}"


def address(number: int) -> str:
    """One of 10.0.0.0/8."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def stated(number: int, at: datetime) -> Any:
    """What the device of that number states."""
    from collectors.facts import DeviceFacts, Interface, IpAddress, Neighbour

    first = number - number % GROUP
    if number % GROUP:
        heard = [(PORTS, first, number % GROUP)]
    else:
        heard = [(each - first, each, PORTS) for each in range(first + 1, min(first + GROUP, DEVICES))]
    return DeviceFacts(
        target=str(number), at=at, sys_name=f"sw{number:05}", vendor="Huawei", uptime_seconds=1e6,
        interfaces=tuple(
            Interface(
                index=port, name=name(port), type="ethernetCsmacd", admin="up", oper="up", speed_bps=10**9,
                alias="moved" if port == 1 and number % DEVIANT == 0 else f"port {port}",
            )
            for port in range(1, PORTS + 1)
        ),
        ip_addresses=(IpAddress(address=address(number), prefixlen=8, if_index=1, version=4),),
        neighbours=tuple(
            Neighbour(local_port=name(own), remote_name=f"sw{other:05}", remote_port=name(theirs))
            for own, other, theirs in heard
        ),
    )  # fmt: skip


def measure(ids: list[int]) -> Iterator[str]:
    """Print the figures; the bars that were missed."""
    from django.db import connection

    from inventory.reconcile import audit, observe
    from tests.perf.metrics.bench import memory

    at, began = datetime.now(UTC), time.perf_counter()
    for first in range(0, DEVICES, 200):
        observe.store([
            observe.Outcome(device=ids[number], at=at, state="ok", facts=stated(number, at), duration_ms=900)
            for number in range(first, min(first + 200, DEVICES))
        ])  # fmt: skip
    print(f"storing what {DEVICES} devices state: {time.perf_counter() - began:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    missed = []
    for which in ("first", "again"):
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
        began, used = time.perf_counter(), time.process_time()
        found = audit.run()
        seconds, own = time.perf_counter() - began, time.process_time() - used
        print(
            f"{which}: {found.devices} devices, {DEVICES * PORTS} interfaces in {seconds:.1f} s (bar {SECONDS}), "
            f"own CPU {own:.1f} s, {memory('VmHWM'):.0f} MiB (bar {MIB}); {found.live} live, {found.opened} opened, "
            f"{found.seen} seen again"
        )
        missed += [f"{which}: seconds"] * (seconds > SECONDS) + [f"{which}: memory"] * (memory("VmHWM") > MIB)
        if found.live != -(-DEVICES // DEVIANT):
            missed.append(f"{which}: {found.live} differences, expected {-(-DEVICES // DEVIANT)}")
    yield from missed


def stages() -> Iterator[str]:
    """All of it, in a database of its own."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    yield from measure(load())


def main() -> int:
    """The exit code tells whether every bar was met."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    with tempfile.TemporaryDirectory(prefix="infoport-bench-") as made:
        data = Path(made)
        data.chmod(0o755)
        os.environ["INFOPORT_DATA"] = str(data)
        os.environ["DJANGO_SETTINGS_MODULE"] = "infoport.settings"
        from infoport import embedded

        with embedded.serving(data, durable=False):
            missed = list(stages())
            from django.db import connections

            connections.close_all()
    for name_ in missed:
        print("MISSED", name_)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
