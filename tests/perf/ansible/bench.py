"""What `ansible-inventory` with nb_inventory costs for 5,000 hosts. `make bench` runs it.

The whole command is measured: Ansible's own start, the schema, every page, and what the plug-in makes of them. The
first bar is on the CPU time of Ansible and the server together, which on an idle machine is the wall clock, since they
take turns; the second on the server's part, the only one that is ours: Ansible spends nearly all of it in itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
HOSTS: Final = 5000
PORTS: Final = 4
TICKS: Final = os.sysconf("SC_CLK_TCK")
EVERYTHING: Final[dict[str, Any]] = {
    "config_context": True, "flatten_config_context": True, "plurals": False, "interfaces": True, "services": True,
    "site_data": True, "prefixes": True, "group_by": ["site", "role", "tenant", "platform", "device_type", "status"],
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One run of the command, the seconds of CPU it may take in all and in the server, and the plug-in's options."""

    name: str
    limit: float
    served: float
    options: dict[str, Any] = field(default_factory=dict)


CASES: Final = (
    Case("minimal options, with the schema", 15, 5),
    Case("with config contexts", 15, 1, {"config_context": True}),
    Case("every option, 20,000 interfaces", 90, 3, EVERYTHING),
)


def load() -> str:
    """The data set of the API's bench cut to 5,000 devices, with contexts; returns an administrator's token."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.perf.api import dataset

    dataset.DEVICES, dataset.PORTS, dataset.ADDRESSES = HOSTS, PORTS, HOSTS * PORTS // 2
    dataset.load()
    from django.db.models import F

    from inventory.dcim.models import Device, DeviceRole, Site
    from inventory.extras.models import ConfigContext
    from inventory.users.models import Token, User

    Device.objects.update(primary_ip4_id=F("id") * (PORTS // 2))
    for site in Site.objects.all():
        context = ConfigContext.objects.create(name=f"site {site.pk}", data={"ntp": [f"10.{site.pk}.0.1"]})
        context.sites.add(site)
    for role in DeviceRole.objects.all():
        context = ConfigContext.objects.create(
            name=f"role {role.pk}", weight=2000, data={"syslog": {"role": role.name}}
        )
        context.roles.add(role)
    return Token.issue(User.objects.create_superuser("bench", password="x"))[1]


def server_cpu(pid: int) -> float:
    """CPU seconds of the server's processes so far: the parent and its workers."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = stat.read_text().rpartition(")")[2].split()
            if pid in {int(stat.parent.name), int(words[1])}:
                total += int(words[11]) + int(words[12])
    return total / TICKS


def run(case: Case, url: str, token: str, folder: Path, pid: int) -> tuple[float, float, float, int]:
    """Seconds: wall, CPU of Ansible, CPU of the server; and the number of hosts found."""
    from tests.wire.ansible import Ansible

    before, served, started = os.times(), server_cpu(pid), time.perf_counter()
    done = Ansible(folder).inventory(url, token, **case.options)
    wall, after, served = time.perf_counter() - started, os.times(), server_cpu(pid) - served
    assert done.returncode == 0, done.stderr[-2000:]
    own = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, own, served, len(json.loads(done.stdout)["_meta"]["hostvars"])


def report(url: str, token: str, folder: Path, pid: int) -> int:
    """Print the table; returns how many bars were missed."""
    missed = 0
    print(
        f"{f'nb_inventory, {HOSTS} hosts':<36}{'CPU s':>8}{'bar':>5}{'Ansible':>9}{'server':>8}{'wall':>7}{'hosts':>7}"
    )
    for case in CASES:
        wall, own, served, hosts = run(case, url, token, folder, pid)
        print(f"{case.name:<36}{own + served:>8.1f}{case.limit:>5.0f}{own:>9.1f}{served:>8.1f}{wall:>7.1f}{hosts:>7}",
              flush=True)  # fmt: skip
        if own + served > case.limit or served > case.served or hosts != HOSTS:
            missed += 1
            print(f"MISSED {case.name}: bars {case.limit:.0f} s in all, {case.served:.0f} s in the server")
    return missed


def main() -> int:
    """Bench on a database and a server of its own, gone afterwards. The exit code tells whether every bar was met."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    from tests.wire.live import free_port, wait_for

    with tempfile.TemporaryDirectory(prefix="infoport-bench-") as data:
        folder, port = Path(data), free_port()
        folder.chmod(0o755)
        os.environ |= {
            "INFOPORT_DATA": data, "INFOPORT_PORT": str(port), "DJANGO_SETTINGS_MODULE": "infoport.settings"
        }  # fmt: skip
        from infoport import embedded

        with embedded.serving(folder, durable=False):
            token = load()
            log = folder / "server.log"
            with log.open("w") as errors:
                server = subprocess.Popen(
                    [sys.executable, "-c", "from tests.wire.serving import serve; serve()"], cwd=ROOT, stderr=errors,
                    env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"},
                )  # fmt: skip
            try:
                wait_for(port, server, log)
                return 1 if report(f"http://127.0.0.1:{port}", token, folder, server.pid) else 0
            finally:
                server.terminate()
                server.wait(20)


if __name__ == "__main__":
    sys.exit(main())
