"""Application CPU of writes through REST, beside NetBox's: one device, 500 devices with 24 interfaces each, a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final

from tests.perf.api.figures import Bar, Report, Spent, measure

MANY: Final = 500
ONE: Final = 20
PORTS: Final = 24
FILE: Final = 5_000


BARS: Final = {
    "create one device": Bar(15, 72), "change one device": Bar(15, 158), "delete one device": Bar(15, 191),
    "next address of a /16 with 30,000": Bar(8, 55), "next /28 of a /8 with 5,000": Bar(None, 25),
    f"create {MANY} devices x {PORTS} ports": Bar(600, 24_100), f"change {MANY} devices": Bar(600, 10_510),
    f"delete {MANY} devices x {PORTS} ports": Bar(600, 22_680),
    f"import {FILE} devices x {PORTS} ports": Bar(20_000, 259_000, both=True),
    f"the same {FILE} again": Bar(20_000, both=True),
}  # fmt: skip


def report(client: Any, to: Report) -> None:
    """Everything written; `client` is signed in and may do everything."""
    kind = device_type()
    to.title("writes")
    for name, spent in (*singles(client, kind), *nexts(client), *sets(client, kind), *file(kind)):
        to.add(name, spent, BARS[name])
    history(client, kind, to)


def device_type() -> int:
    """A type whose devices get 24 interfaces."""
    from inventory.dcim.models import DeviceType, InterfaceTemplate, Manufacturer

    name = f"bench-{DeviceType.objects.count()}"
    made = DeviceType.objects.create(manufacturer=Manufacturer.objects.earliest("pk"), model=name, slug=name)
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


def singles(client: Any, kind: int) -> Iterator[tuple[str, Spent]]:
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


def sets(client: Any, kind: int, mark: str = "many") -> Iterator[tuple[str, Spent]]:
    """500 in one request each."""
    ask = asking(client)
    made: list[dict[str, Any]] = []
    rows = [row(kind, at, mark) for at in range(MANY)]
    yield timed(
        f"create {MANY} devices x {PORTS} ports", lambda _at: made.extend(ask("POST", "/api/dcim/devices/", rows))
    )
    changes = [{"id": each["id"], "serial": f"new{each['id']}"} for each in made]
    yield timed(f"change {MANY} devices", lambda _at: ask("PATCH", "/api/dcim/devices/", changes))
    gone = [{"id": each["id"]} for each in made]
    yield timed(f"delete {MANY} devices x {PORTS} ports", lambda _at: ask("DELETE", "/api/dcim/devices/", gone))


def nexts(client: Any) -> Iterator[tuple[str, Spent]]:
    """The next free of a full prefix, and of one that is hardly used."""
    ask = asking(client)
    for _at in range(3):
        ask("POST", "/api/ipam/prefixes/1/available-ips/", {})
    yield timed(
        "next address of a /16 with 30,000", lambda _at: ask("POST", "/api/ipam/prefixes/1/available-ips/", {}), ONE
    )
    wanted = {"prefix_length": 28}
    yield timed(
        "next /28 of a /8 with 5,000", lambda _at: ask("POST", "/api/ipam/prefixes/2/available-prefixes/", wanted), ONE
    )


RECORDING: Final = ("infoport_insert", "infoport_update", "infoport_delete")
"""The triggers that keep history (inventory.declare.history)."""


def history(client: Any, kind: int, to: Report) -> None:
    """The same sets written without history, by the triggers switched off, and with it."""
    to.title("history in bulk: at most the plain write again")
    plain = recording("DISABLE", client, kind)
    kept = recording("ENABLE", client, kind)
    for name, without in plain.items():
        to.add(f"{name}, no history", without, Bar(None))
        to.add(f"{name}, history kept", kept[name], Bar(2 * without.both, both=True))


def recording(how: str, client: Any, kind: int) -> dict[str, Spent]:
    """What sets take with history triggers enabled or disabled."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("dcim_device", "dcim_interface"):
            for trigger in RECORDING:
                cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")
    return dict(sets(client, kind, how.lower()))


def file(kind: int) -> Iterator[tuple[str, Spent]]:
    """A CSV of 5,000 devices, its report included."""
    from inventory.dcim.models import DeviceType
    from inventory.declare import tabular
    from inventory.declare.registry import specs

    text = io.StringIO()
    lines = csv.DictWriter(text, ["name", "device_type", "role", "site", "status", "serial"])
    lines.writeheader()
    made = DeviceType.objects.select_related("manufacturer").get(pk=kind)
    key = f"{made.manufacturer.slug} / {made.model}"
    for at in range(FILE):
        given = row(kind, at, f"file{kind}")
        named = {"device_type": key, "role": f"role-{given['role']}", "site": f"site-{given['site']}"}
        lines.writerow({name: named.get(name, given.get(name)) for name in lines.fieldnames})

    def store(state: str) -> None:
        rows = tabular.load(text.getvalue().encode(), "csv")
        found = tabular.store(specs["dcim.device"], rows, user=None, dry_run=False)
        assert {each.state for each in found} == {state}, found[0]

    yield timed(f"import {FILE} devices x {PORTS} ports", lambda _at: store("new"))
    yield timed(f"the same {FILE} again", lambda _at: store("same"))


def asking(client: Any) -> Callable[..., Any]:
    """Ask with JSON; returns what was answered."""

    def ask(method: str, url: str, body: Any = None) -> Any:
        data = "" if body is None else json.dumps(body)
        answer = client.generic(method, url, data, content_type="application/json")
        assert answer.status_code < 300, answer.content[:500]
        return answer.json() if answer.content else None

    return ask


def timed(name: str, act: Callable[[int], Any], times: int = 1) -> tuple[str, Spent]:
    """The name, and what each of `times` calls takes."""
    turn = count()
    return name, measure(lambda: act(next(turn)), times, 0)
