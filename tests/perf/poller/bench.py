"""Our poller against Debian's prometheus-snmp-exporter and pysnmp: the same devices, 8 columns and values.

Run with `python tests/perf/poller/bench.py [DEVICES] [SECONDS]` from the checkout. CPU-seconds of each polling process
are the unit (user + system), since the machine may be shared; the exporter's come from /proc. SECONDS is how long a
fleet that garbles is polled (20; 1800 is the half hour of an acceptance run).
"""

import asyncio
import hashlib
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, cast

from collectors.sessions.engine import Engine
from collectors.sessions.snmp import SnmpSession
from collectors.sessions.values import Index, Oid, Value
from collectors.target import Target
from tests.perf.poller import faults, library

ROOT = Path(__file__).resolve().parents[3]
FLEET_SOURCE = ROOT.parent / "shared" / "bench" / "snmpfleet.c"
EXPORTER = "prometheus-snmp-exporter"
INTERFACES = 48
CONCURRENCY = 200
EXPORTER_CONCURRENCY = 50
COLUMNS: Mapping[str, str] = {
    "ifHCInOctets": "1.3.6.1.2.1.31.1.1.1.6",
    "ifHCOutOctets": "1.3.6.1.2.1.31.1.1.1.10",
    "ifOperStatus": "1.3.6.1.2.1.2.2.1.8",
    "ifAdminStatus": "1.3.6.1.2.1.2.2.1.7",
    "ifInErrors": "1.3.6.1.2.1.2.2.1.14",
    "ifOutErrors": "1.3.6.1.2.1.2.2.1.20",
    "ifInDiscards": "1.3.6.1.2.1.2.2.1.13",
    "ifOutDiscards": "1.3.6.1.2.1.2.2.1.19",
}
READY_SECONDS = 10
LIBRARY_DEVICES = 60
EXPORTER_BAR = 6  # times the exporter's rate
LIBRARY_BAR = 100  # times pysnmp's
DEAD_BUDGET = 0.10  # by which dead devices may delay the others
LEAK_BUDGET = 8  # MiB
Cells = Mapping[str, Mapping[int, int]]  # column -> ifIndex -> value
Digests = dict[str, bytes]  # address -> digest of its cells


class Result(NamedTuple):
    devices: int
    cpu_seconds: float
    wall_seconds: float
    cells: int
    digests: Digests

    @property
    def rate(self) -> float:
        """Devices per CPU-second."""
        return self.devices / max(self.cpu_seconds, 1e-9)


def missing() -> str | None:
    """Say what this machine lacks to run the comparison; None when it has all."""
    if not FLEET_SOURCE.is_file():
        return f"{FLEET_SOURCE} is absent: the simulated fleet is not part of the checkout"
    if shutil.which("cc") is None:
        return "no C compiler `cc`: install gcc and libc6-dev"
    return None


def free_port(kind: int) -> int:
    with socket.socket(socket.AF_INET, kind) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def address(device: int) -> str:
    """Give the loopback address of a device of the fleet, which counts from 127.0.0.1."""
    number = device + 1
    return f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def compile_fleet(folder: Path) -> Path:
    binary = folder / "snmpfleet"
    subprocess.run(["cc", "-O2", "-o", str(binary), str(FLEET_SOURCE)], check=True)
    return binary


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=READY_SECONDS)


def digest(cells: Cells) -> bytes:
    """Boil a device's cells down, in an order of their own."""
    text = repr([(name, sorted(cells[name].items())) for name in COLUMNS])
    return hashlib.sha256(text.encode()).digest()


def plain(table: Mapping[Oid, Mapping[Index, Value]]) -> Cells:
    """Give a device's cells the shape that the exporter's text has."""
    return {name: {index[0]: cast("int", cell) for index, cell in table[oid].items()} for name, oid in COLUMNS.items()}


async def poll_ours(devices: int, port: int) -> Result:
    """Poll every device once. Checking the values is not polling: what that costs is taken off."""
    gate = asyncio.Semaphore(CONCURRENCY)
    digests: Digests = {}
    checking = 0.0
    cells = 0
    oids = tuple(COLUMNS.values())

    async with Engine() as engine:

        async def one(host: str) -> None:
            nonlocal checking, cells
            async with gate:
                table = await SnmpSession(engine, Target(key=host, address=host, port=port)).table(*oids)
                begin = time.process_time()
                digests[host] = digest(plain(table))
                cells += sum(map(len, table.values()))
                checking += time.process_time() - begin

        before, begin = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        await asyncio.gather(*(one(address(device)) for device in range(devices)))
        after, end = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime - checking
    return Result(devices, cpu, end - begin, cells, digests)


def exporter_config() -> str:
    metrics = "".join(
        f"  - {{name: {name}, oid: {oid}, type: gauge, help: {name}, indexes: [{{labelname: ifIndex, type: gauge}}]}}\n"
        for name, oid in COLUMNS.items()
    )
    walk = ", ".join(COLUMNS.values())
    return (
        f"eight:\n  version: 2\n  max_repetitions: 25\n  auth: {{community: public}}\n  walk: [{walk}]\n"
        f"  metrics:\n{metrics}"
    )


def cpu_of(pid: int) -> float:
    """Give the CPU-seconds of a process, user and system, from /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def scrape(port: int, path: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    head, _, body = answer.decode().partition("\r\n\r\n")
    if " 200 " not in head.splitlines()[0]:
        raise RuntimeError(f"exporter answers {head.splitlines()[0]!r} to {path}: {body[:200]!r}")
    return body


def parse(text: str) -> Cells:
    """Read the exporter's text; its numbers are exact, being below 2**53."""
    found: dict[str, dict[int, int]] = {name: {} for name in COLUMNS}
    for line in text.splitlines():
        name, brace, rest = line.partition('{ifIndex="')
        if brace and name in found:
            index, _, value = rest.partition('"} ')
            found[name][int(index)] = int(float(value))
    return found


async def ready(port: int) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


async def poll_exporter(devices: int, port: int, http: int, pid: int) -> Result:
    await ready(http)
    gate = asyncio.Semaphore(EXPORTER_CONCURRENCY)
    texts: dict[str, str] = {}

    async def one(host: str) -> None:
        async with gate:
            texts[host] = await scrape(http, f"/snmp?module=eight&target={host}:{port}")

    before, begin = cpu_of(pid), time.perf_counter()
    await asyncio.gather(*(one(address(device)) for device in range(devices)))
    cpu, wall = cpu_of(pid) - before, time.perf_counter() - begin
    read = {host: parse(text) for host, text in texts.items()}
    cells = sum(len(column) for found in read.values() for column in found.values())
    return Result(devices, cpu, wall, cells, {host: digest(found) for host, found in read.items()})


class Case(NamedTuple):
    """One fleet polled by all."""

    name: str
    ours: Result
    exporter: Result | None  # where it is not installed
    library: Result


def compare(fleet: Path, folder: Path, devices: int, name: str, *options: str) -> Case:
    """Poll the same fleet with all, in the same run. Raises AssertionError when any value differs."""
    port = free_port(socket.SOCK_DGRAM)
    with running(*simulator(fleet, port, *options)):
        time.sleep(0.3)
        asyncio.run(poll_ours(min(devices, 50), port))
        ours = asyncio.run(poll_ours(devices, port))
        theirs = scraped(folder, devices, port) if shutil.which(EXPORTER) else None
        again = asyncio.run(poll_ours(devices, port))
        walked = poll_library(min(devices, LIBRARY_DEVICES), port)
    expected = devices * INTERFACES * len(COLUMNS)
    for other in (again, theirs):
        if other is not None and (ours.digests != other.digests or other.cells != expected):
            raise AssertionError(f"{name}: the pollers read different values, or not {expected} of them")
    if len(ours.digests) != devices or ours.cells != expected:
        raise AssertionError(f"{name}: {ours.cells} values were read, {expected} are there")
    if any(ours.digests[host] != found for host, found in walked.digests.items()):
        raise AssertionError(f"{name}: pysnmp reads different values")
    cpu, wall = ours.cpu_seconds + again.cpu_seconds, ours.wall_seconds + again.wall_seconds
    return Case(name, Result(devices * 2, cpu, wall, expected * 2, ours.digests), theirs, walked)


def scraped(folder: Path, devices: int, port: int) -> Result:
    """Poll every device with the exporter."""
    http = free_port(socket.SOCK_STREAM)
    config = folder / "snmp.yml"
    config.write_text(exporter_config(), encoding="ascii")
    command = (EXPORTER, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{http}", "--log.level=error")
    with running(*command) as process:
        return asyncio.run(poll_exporter(devices, port, http, process.pid))


def simulator(fleet: Path, port: int, *options: str) -> tuple[str, ...]:
    return (str(fleet), "--port", str(port), "--ifaces", str(INTERFACES), "--freeze", *options)


def poll_library(devices: int, port: int) -> Result:
    """Walk some devices with pysnmp, of which a thousand would take a minute."""
    hosts = [address(device) for device in range(devices)]
    cpu, wall, found = asyncio.run(library.poll(hosts, port, COLUMNS))
    digests = {host: digest(cast("Cells", cells)) for host, cells in found.items()}
    return Result(devices, cpu, wall, devices * INTERFACES * len(COLUMNS), digests)


def measure(devices: int = 1000) -> Iterator[Case]:
    """Give each case: replies of any size, cut at 1472 octets, and out of order with every twentieth sent twice."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fleet = compile_fleet(folder)
        yield compare(fleet, folder, devices, "whole replies")
        yield compare(fleet, folder, devices, "--max-msg 1472", "--max-msg", "1472")
        yield compare(fleet, folder, devices, "reordered, 5 % dup", "--dup", "0.05", "--jitter-ms", "40")


def broken(devices: int, seconds: float) -> bool:
    """Print what broken devices do to the others; true when that is within bounds."""
    hosts = [address(device) for device in range(devices)]
    with tempfile.TemporaryDirectory() as name:
        fleet = compile_fleet(Path(name))
        healthy, faulty = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
        dead = simulator(fleet, faulty, "--dead", "0.1")
        with running(*simulator(fleet, healthy)), running(*dead):
            time.sleep(0.3)
            lost, alone, together = faults.delay(healthy, faulty, hosts)
        change = together / alone - 1
        print(f"{lost} of {devices} dead: the others done in {together:.2f} s, {alone:.2f} s without ({change:+.1%})")
        port = free_port(socket.SOCK_DGRAM)
        with running(*simulator(fleet, port, "--malformed", "0.05")):
            time.sleep(0.3)
            endured = faults.endure(port, hosts[:200], seconds)
    growth = endured.rss_end - endured.rss_settled
    failed = ", ".join(f"{count} {layer}" for layer, count in sorted(endured.failed.items())) or "none"
    print(
        f"5 % malformed: {endured.polls} polls in {endured.sweeps} sweeps, failed: {failed}; "
        f"RSS {endured.rss_end:.0f} MiB, {growth:+.1f} MiB since the third sweep"
    )
    return lost > 0 and change < DEAD_BUDGET and growth < LEAK_BUDGET


def main() -> int:
    """Print devices per CPU-second and the ratios; 0 also where the machine cannot run it, saying why."""
    reason = missing()
    if reason:
        print(f"poller: skipped, {reason}")
        return 0
    devices = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20
    print(f"poller: {devices} devices x {INTERFACES} interfaces x {len(COLUMNS)} columns, devices per CPU-second")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{'case':20}{'infoport':>9}{'exporter':>9}{'ratio':>7}{'pysnmp':>8}{'ratio':>7}")
    met = True
    for case, ours, theirs, walked in measure(devices):
        ratio = ours.rate / walked.rate
        beside = ours.rate / theirs.rate if theirs else None
        exporter = f"{theirs.rate:9.0f}{beside:7.1f}" if theirs and beside else f"{'absent':>9}{'':7}"
        print(f"{case:20}{ours.rate:9.0f}{exporter}{walked.rate:8.1f}{ratio:7.0f}")
        if case == "whole replies":
            met = (beside is None or beside >= EXPORTER_BAR) and ratio >= LIBRARY_BAR
    met = broken(devices, seconds) and met
    print("within its budgets" if met else "NOT within its budgets")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
