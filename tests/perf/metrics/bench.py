"""Exposing the samples of 10,000 devices with 48 interfaces each, beside prometheus-client's own text.

`make bench ARGS=metrics` runs it; it takes a database of its own. `INFOPORT_BENCH_DEVICES` names another number of
devices. Bars: a second for 500,000 samples, ten times prometheus-client, memory that does not grow with the samples.
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
PORTS: Final = 48
YARDSTICK: Final = 100_000
"""Samples given to prometheus-client, whose time for each does not depend on their number."""
UNIT: Final = 500_000
SECONDS, RATIO, MIB = 1.0, 10.0, 64.0
RUNS: Final = 3


def load() -> None:
    """Devices with an access each, and one poll of each as the poller stores it."""
    from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Site
    from inventory.reconcile.models import Access, Credential
    from monitoring.samples import storing

    maker = Manufacturer.objects.create(name="Huawei", slug="huawei")
    kind = DeviceType.objects.create(manufacturer=maker, model="S5720", slug="s5720")
    role = DeviceRole.objects.create(name="Access", slug="access")
    site = Site.objects.create(name="Site", slug="site")
    credential = Credential.objects.create(name="read", kind="community")
    made = [Device(name=f"sw{number:05}", device_type=kind, role=role, site=site) for number in range(DEVICES)]
    Device.objects.bulk_create(made)
    ids = list(Device.objects.order_by("pk").values_list("pk", flat=True))
    Access.objects.bulk_create([Access(device_id=key, address="127.0.0.1/32", credential=credential) for key in ids])
    at, started = datetime.now(UTC), time.perf_counter()
    for start in range(0, DEVICES, 50):
        storing.store([polled(key, at) for key in ids[start : start + 50]])
    spent = time.perf_counter() - started
    print(f"storing the samples of {DEVICES} polls: {spent:.1f} s, {1000 * spent / DEVICES:.2f} ms each")


def polled(device: int, at: datetime) -> Any:
    """A poll of one device, counters and states of all ports."""
    from collectors.facts import DeviceFacts, Interface, InterfaceCounters, Processor
    from inventory.reconcile.observe import Outcome

    ports = range(1, PORTS + 1)
    facts = DeviceFacts(
        target=str(device), at=at, uptime_seconds=1e6, processors=(Processor(usage_percent=12.5),),
        interfaces=tuple(
            Interface(index=port, name=f"GigabitEthernet0/0/{port}", oper="up", admin="up", speed_bps=10**9)
            for port in ports
        ),
        counters=tuple(
            InterfaceCounters(
                if_index=port, at=at, in_octets=device * 10**7 + port, out_octets=device * 10**6 + port, in_errors=port,
                out_errors=0, in_discards=port, out_discards=0,
            )
            for port in ports
        ),
    )  # fmt: skip
    return Outcome(device=device, at=at, state="ok", facts=facts, duration_ms=900)


class Kept:
    """The same samples as prometheus-client takes them from a collector, made before its time is taken."""

    def __init__(self) -> None:
        from prometheus_client.core import CounterMetricFamily

        at = time.time()
        family = CounterMetricFamily(
            "infoport_interface_receive_bytes", "Octets received.", labels=["device", "interface"]
        )
        for number in range(YARDSTICK):
            labels = [f"sw{number // PORTS:05}", f"GigabitEthernet0/0/{number % PORTS}"]
            family.add_metric(labels, float(number * 10**7), timestamp=at)
        self.families = [family]

    def collect(self) -> list[Any]:
        """What prometheus-client asks for."""
        return self.families


def yardstick() -> float:
    """Seconds that prometheus-client takes for a sample's text."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Kept())
    started = time.perf_counter()
    generate_latest(registry)
    return (time.perf_counter() - started) / YARDSTICK


def exposed(*, packed: bool = False) -> tuple[float, int, int]:
    """Seconds, samples and octets of one whole answer, its pieces thrown away as they come."""
    from infoport.api.scraping import gathered, gzipped

    from monitoring.samples.exposing import Form, chosen, devices

    lines = octets = 0
    started = time.perf_counter()
    pieces = gathered(devices(Form(open=False), chosen()))
    for piece in gzipped(pieces) if packed else pieces:
        octets += len(piece)
        if not packed:
            lines += piece.count(b"\n")
    return time.perf_counter() - started, lines, octets


def memory(name: str) -> float:
    """A line of this process's status in MiB: `VmRSS` is what it has, `VmHWM` the most it had since it was reset."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def measure() -> list[str]:
    """Print the figures; the bars that were missed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE samples_block")
    exposed()  # statements are prepared, modules loaded
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    before = memory("VmRSS")
    runs = [exposed() for _ in range(RUNS)]
    grown = memory("VmHWM") - before  # prometheus-client's own objects come after
    yard = min(yardstick() for _ in range(RUNS))
    seconds, lines, octets = min(runs)
    each = seconds / lines
    packed = min(exposed(packed=True)[0] for _ in range(RUNS))
    print(f"{lines} lines, {octets / 1e6:.0f} MB: best {seconds:.2f} s of {', '.join(f'{run[0]:.2f}' for run in runs)}")
    print(f"for {UNIT} samples: {each * UNIT:.2f} s (bar {SECONDS}); compressed {packed / lines * UNIT:.2f} s")
    print(f"prometheus-client: {yard * UNIT:.2f} s for as many; ratio {yard / each:.1f} (bar {RATIO})")
    print(f"memory grew by {grown:.0f} MiB (bar {MIB})")
    missed = [("seconds", each * UNIT > SECONDS), ("ratio", yard / each < RATIO), ("memory", grown > MIB)]
    return [name for name, bad in missed if bad]


def stages() -> Iterator[str]:
    """All of it, in a database of its own."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    load()
    yield from measure()


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
    for name in missed:
        print("MISSED", name)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
