"""200 onboardings on simulated hosts while workers and PostgreSQL are killed with signal 9. `infoport bench onboard`.

Each request must end live or released, nothing may be held by a released one or twice, no host may have two plays at
once, no run may stay open, and the steps of each request must follow from each other. Also measured: planning.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
REQUESTS: Final = int(os.environ.get("ONBOARDINGS", "200"))
WORKERS: Final = 2
LIMIT: Final = 1200
"""Seconds after which those that have not ended never will."""
PLAN_SECONDS: Final = 1.0


def asked(town: Any) -> list[float]:
    """Submit, plan and approve all requests; the seconds that each plan took."""
    from inventory.hosting import working
    from inventory.hosting.advance import advance

    took = []
    for at in range(REQUESTS):
        answers = {"size": "small", "domain": f"site{at}.city.test"}
        request = town.ask(name=f"site {at}", exposure="public", answers=answers)
        begun = time.monotonic()
        state = working.plan(request.pk, request.revision)
        took.append(time.monotonic() - begun)
        assert state == "planned", (state, request.plans.first().problems)
        moved = advance(request.pk, "approve", user=town.officer)
        assert moved.request.state == "approved"
    return took


class Chaos:
    """Workers that are killed and replaced, and a database that is now and then killed as well."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.kills, self.crashes, self.started = folder, 0, 0, 0
        self.workers = [self.worker() for _ in range(WORKERS)]

    def worker(self) -> subprocess.Popen[bytes]:
        self.started += 1
        command = [sys.executable, "-m", "tests.perf.onboard.simulated", str(self.folder), str(self.started)]
        log = (self.folder / "workers.log").open("ab")
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def strike(self) -> None:
        """Kill a worker; every tenth time a server process of PostgreSQL, which then drops all connections."""
        at = random.randrange(WORKERS)
        self.workers[at].send_signal(signal.SIGKILL)
        self.workers[at].wait()
        self.workers[at] = self.worker()
        self.kills += 1
        if self.kills % 10 == 0:
            self.crash()

    def crash(self) -> None:
        postmaster = int(next(self.folder.rglob("postmaster.pid")).read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for child in reversed(children):
            if b"infoport" in Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" "):
                os.kill(int(child), signal.SIGKILL)
                self.crashes += 1
                return

    def end(self) -> None:
        for each in self.workers:
            each.kill()
            each.wait()


def endured(town: Any, chaos: Chaos) -> float:
    """Strike until all have ended, deciding as an officer about what failed; the seconds it took."""
    from django.db import DatabaseError, connection

    from inventory.hosting.advance import Untimely, advance
    from inventory.hosting.models import Request, Reservation

    begun = time.monotonic()
    while time.monotonic() - begun < LIMIT:
        time.sleep(random.uniform(1.5, 4))
        try:
            chaos.strike()
            for request in Request.objects.filter(state="failed"):
                try:
                    advance(request.pk, random.choice(["resume", "resume", "release"]), user=town.officer)
                except Untimely:
                    continue
            held = Reservation.objects.filter(request__state="released").exists()
            if not held and not Request.objects.exclude(state__in=["live", "released"]).exists():
                break
        except DatabaseError:
            connection.close()
    return time.monotonic() - begun


def wrong(folder: Path) -> list[str]:
    """What should not be."""
    from django.db.models import Count

    from inventory.hosting.models import Host, HostingSecret, Request, Reservation, Run
    from inventory.ipam.models import IPAddress
    from inventory.virtualization.models import VirtualMachine

    live = Request.objects.filter(state="live")
    found = []
    others = Request.objects.exclude(state__in=["live", "released"]).values_list("state", flat=True)
    found += [f"{len(others)} have not ended: {sorted(set(others))}"] if others else []
    leaked = Reservation.objects.exclude(request__in=live).count()
    found += [f"{leaked} reservations leaked"] if leaked else []
    for what, have in {
        "machines": VirtualMachine.objects.filter(status="active").count(),
        "all machines": VirtualMachine.objects.count(), "hosts": Host.objects.filter(serves="guest").count(),
        "addresses": IPAddress.objects.exclude(dns_name="").values("address").distinct().count(),
        "requests with secrets": len({name.split(":")[1] for name in HostingSecret.objects.exclude(
            name="authority").values_list("name", flat=True)}),
    }.items():  # fmt: skip
        found += [f"{have} {what} for {live.count()} live requests"] if have != live.count() else []
    twice = Run.objects.filter(state="running").count()
    found += [f"{twice} runs stayed open"] if twice else []
    again = Run.objects.filter(kind="apply", state="done", request__in=live).values("request", "position")
    found += [f"a play was applied twice: {each}" for each in again.annotate(n=Count("id")).filter(n__gt=1)]
    overlaps = (folder / "overlaps").read_text().splitlines() if (folder / "overlaps").exists() else []
    found += [f"two plays at once: {line}" for line in overlaps]
    for request in Request.objects.all():
        steps = list(request.steps.order_by("id").values_list("source", "target"))
        if any(one[1] != two[0] for one, two in itertools.pairwise(steps)) or steps[-1][1] != request.state:
            found.append(f"the steps of request {request.pk} do not follow from each other: {steps}")
    return found


def main() -> int:
    """Bench on a database of its own, gone afterwards. The exit code tells whether all is well."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    with tempfile.TemporaryDirectory(prefix="infoport-bench-") as data:
        folder = Path(data)
        folder.chmod(0o755)
        (folder / "busy").mkdir()
        os.environ |= {"INFOPORT_DATA": data, "DJANGO_SETTINGS_MODULE": "infoport.settings"}
        from infoport import embedded

        with embedded.serving(folder):
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            from inventory.hosting.models import Request, Run
            from tests.carrying.town import Town

            town = Town("no key: the hosts are simulated")
            key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            town.host("store", serves="backup", address="10.66.0.254", host_keys=key)
            town.host("ns", serves="dns", address="10.66.0.253", host_keys=key, zones="city.test")
            planning = asked(town)
            chaos = Chaos(folder)
            try:
                seconds = endured(town, chaos)
            finally:
                chaos.end()
            states = dict.fromkeys(("live", "released"), 0)
            for state in Request.objects.values_list("state", flat=True):
                states[state] = states.get(state, 0) + 1
            runs = Run.objects.count()
            lost = Run.objects.filter(state="lost").count()
            problems = wrong(folder)
        p95 = statistics.quantiles(planning, n=20)[-1]
        print(f"{REQUESTS} requests: {states}; {runs} runs, {lost} lost with their worker; {seconds:.0f} s")
        print(f"{chaos.kills} workers and {chaos.crashes} servers of PostgreSQL killed")
        print(f"planning p95 {p95 * 1000:.0f} ms (bar {PLAN_SECONDS * 1000:.0f} ms)")
        for each in problems:
            print(f"WRONG {each}")
        return 1 if problems or p95 > PLAN_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
