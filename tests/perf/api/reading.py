"""REST reads, beside plain DRF where a yardstick is named: lists, details, search, drawings, an earlier moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from tests.perf.api.figures import Bar, Report, Spent, measure


@dataclass(frozen=True)
class Case:
    """One request, its bar, who asks, and the yardstick's request with the ratio promised."""

    name: str
    url: str
    bar: Bar
    user: str = "admin"
    yardstick: str = ""
    ratio: float = 0.0


SEARCH: Final = "/api/plugins/core/search/"
CASES: Final = (
    Case("list of 1,000 devices", "/api/dcim/devices/?limit=1000", Bar(40, 1265),
         yardstick="/api/yard/devices/?limit=1000", ratio=30),
    Case("list of 50, filter, permission", "/api/dcim/devices/?site_id=3&limit=50", Bar(10, 202), "limited",
         "/api/yard/devices/?site_id=3&limit=50", 10),
    Case("detail of a device", "/api/dcim/devices/4711/", Bar(8, 152), yardstick="/api/yard/devices/4711/"),
    Case("page of 1,000 interfaces", "/api/dcim/interfaces/?limit=1000", Bar(60, 3860)),
    Case("list of 1,000 devices, limited rights", "/api/dcim/devices/?limit=1000", Bar(40, 1265), "limited"),
    Case("detail of a device, limited rights", "/api/dcim/devices/4710/", Bar(8, 152), "limited"),
    Case("list of 50 prefixes", "/api/ipam/prefixes/?limit=50", Bar(40)),
    Case("list of 50 addresses", "/api/ipam/ip-addresses/?limit=50", Bar(40)),
    Case("addresses of a prefix", "/api/ipam/ip-addresses/?parent=10.1.0.0/16&vrf_id=1&limit=50", Bar(40, 292)),
    Case("free addresses shown", "/api/ipam/prefixes/1/available-ips/?limit=1", Bar(8, 35)),
    Case("rack elevation, units", "/api/dcim/racks/7/elevation/", Bar(8)),
    Case("rack elevation, drawing", "/api/dcim/racks/7/elevation/?render=svg", Bar(8, 31)),
    Case("cable trace", "/api/dcim/interfaces/25/trace/", Bar(8, 27)),
    Case("cable trace, drawing", "/api/dcim/interfaces/25/trace/?render=svg", Bar(8)),
    Case("search, exact name", f"{SEARCH}?q=device-4711", Bar(30, 239, both=True)),
    Case("search, 1,111 hits", f"{SEARCH}?q=device-1", Bar(30, 694, both=True)),
    Case("search, an address", f"{SEARCH}?q=10.1.77.", Bar(30, 485, both=True)),
    Case("list searched, exact name", "/api/dcim/devices/?q=device-4711", Bar(30, 256, both=True)),
    Case("list searched, 1,111 hits", "/api/dcim/devices/?q=device-1", Bar(30, 256, both=True)),
    Case("search, limited rights", f"{SEARCH}?q=device-1", Bar(30, 694, both=True), "limited"),
)  # fmt: skip


def report(clients: dict[str, Any], to: Report) -> None:
    """Every case; the yardstick's rows must equal ours."""
    to.title("REST")
    for case in CASES:
        client = clients[case.user]
        spent = measure(lambda client=client, case=case: client.get(case.url))
        note = ""
        if case.yardstick:
            assert_equal_rows(client, case)
            plain = measure(lambda client=client, case=case: client.get(case.yardstick), 5)
            note = f"DRF {plain.app:,.1f} ms: {plain.app / spent.app:.1f} x"
            if plain.app < case.ratio * spent.app:
                to.miss(f"{case.name}: {plain.app / spent.app:.1f} x the yardstick, bar {case.ratio:.0f}")
        to.add(case.name, spent, case.bar, note)


def of_the_past(client: Any, before: datetime, to: Report) -> None:
    """Lists as of a moment before everything that was written meanwhile, beside the same lists of now."""
    to.title("as of an earlier moment")
    for name, url in (("50 devices", "/api/dcim/devices/?limit=50"), ("a device", "/api/dcim/devices/4711/"),
                      ("1,000 devices", "/api/dcim/devices/?limit=1000")):  # fmt: skip
        for when, spent in then_and_now(client, url, before):
            to.add(f"{name}, {when}", spent, Bar(None))


def then_and_now(client: Any, url: str, before: datetime) -> Iterator[tuple[str, Spent]]:
    """What a request takes now, and what it takes as of `before`."""
    yield "now", measure(lambda: client.get(url), 10)
    dated = f"{url}{'&' if '?' in url else '?'}{urlencode({'as_of': before.isoformat()})}"
    yield "then", measure(lambda: client.get(dated), 10)


def assert_equal_rows(client: Any, case: Case) -> None:
    """The yardstick answers the same rows: every key it has holds our value (`url` of JSON text compared decoded)."""
    ours, theirs = (client.get(url.replace("limit=1000", "limit=50")).json() for url in (case.url, case.yardstick))
    pairs = zip(ours["results"], theirs["results"], strict=True) if "results" in ours else [(ours, theirs)]
    for mine, plain in pairs:
        assert_covers(mine, plain, case.name)
        assert len(plain) > 0.8 * len(mine), sorted(set(mine) - set(plain))


def assert_covers(mine: Any, plain: Any, path: str) -> None:
    """Everything the yardstick says, we say too."""
    if isinstance(plain, dict):
        for key, value in plain.items():
            if key not in {"created", "last_updated"}:
                assert_covers(mine[key], value, f"{path}.{key}")
    else:
        assert mine == plain, (path, mine, plain)
