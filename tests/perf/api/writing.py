"""Application CPU of writes through REST, beside NetBox's: one device, 500 devices with 24 interfaces each, a file."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

MANY: Final = 500
ONE: Final = 20
PORTS: Final = 24
FILE: Final = 5_000


@dataclass(frozen=True)
class Bar:
    """A limit and NetBox's figure, both in ms of application CPU per request."""

    limit_ms: float
    netbox_ms: float


BARS: Final = {
    "create one device": Bar(15, 72), "change one device": Bar(15, 158), "delete one device": Bar(15, 191),
    f"create {MANY} devices x {PORTS} ports": Bar(600, 24_100), f"change {MANY} devices": Bar(600, 10_510),
    f"delete {MANY} devices x {PORTS} ports": Bar(600, 22_680),
    f"import {FILE} devices x {PORTS} ports": Bar(20_000, 190_000),
}  # fmt: skip


def report(client: Any) -> Iterator[str]:
    """Print the table; yields the bars that were missed. `client` is signed in and may do everything."""
    kind = device_type()
    for name, cpu, wall in [*singles(client, kind), *sets(client, kind), *file(kind)]:
        bar = BARS[name]
        print(
            f"{name:<34}{cpu:>8.1f}{bar.limit_ms:>6.0f}{bar.netbox_ms:>8.0f}{bar.netbox_ms / cpu:>6.0f}"
            f"{'':>15}{wall:>8.0f}"
        )
        if cpu > bar.limit_ms:
            yield f"{name}: {cpu:.1f} ms CPU, bar {bar.limit_ms:.0f}"


def device_type() -> int:
    """A type whose devices get 24 interfaces."""
    from inventory.dcim.models import DeviceType, InterfaceTemplate, Manufacturer

    made = DeviceType.objects.create(manufacturer=Manufacturer.objects.earliest("pk"), model="bench", slug="bench")
    InterfaceTemplate.objects.bulk_create(
        InterfaceTemplate(device_type=made, name=f"GE1/0/{at}", type="1000base-t") for at in range(1, PORTS + 1)
    )
    return made.pk


def row(kind: int, at: int, mark: str) -> dict[str, Any]:
    """A device as clients post it."""
    return {
        "name": f"{mark}-{at}", "device_type": kind, "role": 1 + at % 4, "site": 1 + at % 20, "tenant": 1 + at % 60,
        "platform": 1, "serial": f"SN{at}", "asset_tag": f"{mark}-{at}", "status": "active",
    }  # fmt: skip


def singles(client: Any, kind: int) -> Iterator[tuple[str, float, float]]:
    """One device after the other."""
    keys: list[int] = []
    ask = asking(client)
    for at in range(3):
        ask("DELETE", f"/api/dcim/devices/{ask('POST', '/api/dcim/devices/', row(kind, at, 'warm'))['id']}/")

    def create(at: int) -> None:
        keys.append(ask("POST", "/api/dcim/devices/", row(kind, at, "one"))["id"])

    yield timed("create one device", create, ONE)
    yield timed("change one device", lambda at: ask("PATCH", f"/api/dcim/devices/{keys[at]}/", {"serial": "new"}), ONE)
    yield timed("delete one device", lambda at: ask("DELETE", f"/api/dcim/devices/{keys[at]}/"), ONE)


def sets(client: Any, kind: int) -> Iterator[tuple[str, float, float]]:
    """500 in one request each."""
    ask = asking(client)
    made: list[dict[str, Any]] = []
    rows = [row(kind, at, "many") for at in range(MANY)]
    yield timed(
        f"create {MANY} devices x {PORTS} ports", lambda _at: made.extend(ask("POST", "/api/dcim/devices/", rows))
    )
    changes = [{"id": each["id"], "serial": f"new{each['id']}"} for each in made]
    yield timed(f"change {MANY} devices", lambda _at: ask("PATCH", "/api/dcim/devices/", changes))
    gone = [{"id": each["id"]} for each in made]
    yield timed(f"delete {MANY} devices x {PORTS} ports", lambda _at: ask("DELETE", "/api/dcim/devices/", gone))


def file(kind: int) -> Iterator[tuple[str, float, float]]:
    """A CSV of 5,000 devices, its report included."""
    from inventory.dcim.models import DeviceType
    from inventory.declare import tabular
    from inventory.declare.registry import specs

    text = io.StringIO()
    lines = csv.DictWriter(text, ["name", "device_type", "role", "site", "status", "serial"])
    lines.writeheader()
    key = f"{DeviceType.objects.get(pk=kind).manufacturer.slug} / bench"
    for at in range(FILE):
        given = row(kind, at, "file")
        named = {"device_type": key, "role": f"role-{given['role']}", "site": f"site-{given['site']}"}
        lines.writerow({name: named.get(name, given.get(name)) for name in lines.fieldnames})

    def store(_at: int) -> None:
        rows = tabular.load(text.getvalue().encode(), "csv")
        found = tabular.store(specs["dcim.device"], rows, user=None, dry_run=False)
        assert {each.state for each in found} == {"new"}, found[0]

    yield timed(f"import {FILE} devices x {PORTS} ports", store)


def asking(client: Any) -> Callable[..., Any]:
    """Ask with JSON; returns what was answered."""

    def ask(method: str, url: str, body: Any = None) -> Any:
        data = "" if body is None else json.dumps(body)
        answer = client.generic(method, url, data, content_type="application/json")
        assert answer.status_code < 300, answer.content[:500]
        return answer.json() if answer.content else None

    return ask


def timed(name: str, act: Callable[[int], Any], times: int = 1) -> tuple[str, float, float]:
    """The name, and CPU and wall-clock ms of each of `times` calls."""
    started, cpu = time.perf_counter(), time.process_time()
    for at in range(times):
        act(at)
    return name, (time.process_time() - cpu) * 1000 / times, (time.perf_counter() - started) * 1000 / times
