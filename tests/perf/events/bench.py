"""A storm of syslog and traps: what reached the sockets is stored, and other work keeps its pace.

`make bench ARGS=events` runs it; it takes a database of its own. `INFOPORT_BENCH_SECONDS` names another length. Bars:
nothing that reached a socket queue is lost at 5,000 messages a second; other statements take less than twice as long.
"""

from __future__ import annotations

import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

ROOT: Final = Path(__file__).resolve().parents[3]
SECONDS: Final = float(os.environ.get("INFOPORT_BENCH_SECONDS", "60"))
RATE: Final = 5_000
TRAPS: Final = 10
"""One message in so many is a trap."""
KINDS: Final = 2_000
"""Different lines; each is seen again and again, as in a storm."""
BURST: Final = 50
DEVICE: Final = "127.9.1.1"
SLOWER: Final = 2.0


def load() -> None:
    """One device with a community, which sends everything."""
    from inventory.dcim.models import Device, DeviceRole, DeviceType, Manufacturer, Site
    from inventory.reconcile.credentials import seal
    from inventory.reconcile.models import Access, Credential

    kind = DeviceType.objects.create(manufacturer=Manufacturer.objects.create(name="H", slug="h"), model="m", slug="m")
    role = DeviceRole.objects.create(name="Core", slug="core")
    core = Device.objects.create(
        name="core01", site=Site.objects.create(name="S", slug="s"), device_type=kind, role=role
    )
    credential = Credential.objects.create(name="read", kind="community")
    seal(credential.pk, {"community": "right"})
    Access.objects.create(device=core, address=f"{DEVICE}/32", credential=credential)


def line(number: int) -> bytes:
    """A line of syslog."""
    said = f"Interface GE{number // 48}/0/{number % 48} has turned into DOWN state."
    return f"<188>Nov 25 2026 14:31:05 core01 %%01IFPDT/4/IF_STATE(l):{said}".encode()


def trap(port: int) -> bytes:
    """A linkDown of SNMPv2c."""
    from pyasn1.codec.ber import encoder
    from pysnmp.proto import api

    module = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]
    pdu = module.TrapPDU()
    module.apiTrapPDU.set_defaults(pdu)
    module.apiTrapPDU.set_varbinds(pdu, [
        ("1.3.6.1.2.1.1.3.0", module.TimeTicks(100)),
        ("1.3.6.1.6.3.1.1.4.1.0", module.ObjectIdentifier("1.3.6.1.6.3.1.1.5.3")),
        (f"1.3.6.1.2.1.2.2.1.1.{port}", module.Integer(port)),
    ])  # fmt: skip
    message = module.Message()
    module.apiMessage.set_defaults(message)
    module.apiMessage.set_community(message, "right")
    module.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


def storm(reception: Any) -> tuple[int, float]:
    """Send at the rate; how many, and the seconds that it really took."""
    lines, traps = [line(number) for number in range(KINDS)], [trap(number) for number in range(1, 49)]
    total = int(SECONDS * RATE)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((DEVICE, 0))
        begun = time.monotonic()
        for first in range(0, total, BURST):
            time.sleep(max(0.0, begun + first / RATE - time.monotonic()))
            for number in range(first, first + BURST):
                if number % TRAPS:
                    sock.sendto(lines[number % KINDS], ("127.0.0.1", reception.syslog))
                else:
                    sock.sendto(traps[number // TRAPS % len(traps)], ("127.0.0.1", reception.trap))
        return total, time.monotonic() - begun


def lost_in_the_kernel(*ports: int) -> int:
    """Datagrams that found a socket queue full (the last column of /proc/net/udp)."""
    wanted = {f"{port:04X}" for port in ports}
    rows = [
        row.split()
        for name in ("udp", "udp6")
        for row in Path(f"/proc/net/{name}").read_text(encoding="utf-8").splitlines()[1:]
    ]
    return sum(int(row[-1]) for row in rows if row[1].rpartition(":")[2] in wanted)


class Pace:
    """How long a statement of other work takes, again and again until stopped."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def _work(self) -> None:
        from django.db import connection

        from inventory.dcim.models import Device

        while not self._stop.wait(0.02):
            began = time.perf_counter()
            list(Device.objects.select_related("site", "device_type", "role")[:50])
            self.taken.append(time.perf_counter() - began)
        connection.close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def usual(self) -> float:
        """The median, in milliseconds."""
        return 1000 * statistics.median(self.taken)


def measure() -> Iterator[str]:
    """Print the figures; the bars that were missed."""
    from tests.db.events.reception import counted, receiving, tally, until

    with Pace() as idle:
        time.sleep(3)
    with tempfile.TemporaryDirectory(prefix="infoport-storm-") as made, receiving(Path(made)) as reception:
        assert reception.process is not None
        with Pace() as busy:
            sent, seconds = storm(reception)
        lost = lost_in_the_kernel(reception.trap, reception.syslog)
        ended = time.monotonic()
        until(lambda: tally("received") + lost >= sent and tally("stored") >= tally("received"), 120)
        behind = time.monotonic() - ended
        used = sum(map(int, Path(f"/proc/{reception.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
    received, dropped = tally("received"), tally("dropped")
    print(f"sent {sent} in {seconds:.1f} s ({sent / seconds:.0f}/s); the kernel lost {lost}; received {received}")
    print(f"stored {tally('stored')} as {counted()} counts, dropped {dropped}; done {behind:.1f} s after the last")
    print(f"the receiver took {used / os.sysconf('SC_CLK_TCK'):.1f} s of CPU")
    print(f"another statement: {idle.usual:.1f} ms idle, {busy.usual:.1f} ms in the storm (bar {SLOWER} x)")
    missed = [
        ("messages that reached a queue are lost", received + lost < sent or dropped > 0 or counted() < received),
        ("pace", busy.usual > SLOWER * idle.usual), ("rate", sent / seconds < 0.95 * RATE),
    ]  # fmt: skip
    yield from (name for name, bad in missed if bad)


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
