"""HTML pages: those with a bar of their own, then every list and detail, and what a first visit loads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

from tests.perf.api.figures import Bar, Report, measure

OWN: Final = (
    ("list of devices", "/dcim/devices/", Bar(40, 388)),
    ("a device", "/dcim/devices/4711/", Bar(25, 66)),
    ("list of prefixes", "/ipam/prefixes/", Bar(40, 526)),
    ("a prefix's addresses with gaps, 30,000", "/ipam/prefixes/1/addresses/", Bar(40, 1977)),
    ("a prefix's addresses with gaps, 14", "/ipam/prefixes/77/addresses/", Bar(40)),
    ("list of addresses", "/ipam/ip-addresses/", Bar(40, 385)),
    ("search, exact name", "/search/?q=device-4711", Bar(30, 239, both=True)),
    ("search, 1,111 hits", "/search/?q=device-1", Bar(30, 694, both=True)),
    ("search, an address", "/search/?q=10.1.77.", Bar(30, 485, both=True)),
)
MORE: Final = (
    "/", "/ipam/prefixes/tree/", "/ipam/prefixes/1/", "/ipam/prefixes/2/", "/dcim/racks/elevations/",
    "/dcim/interfaces/25/trace/", "/dcim/devices/add/", "/dcim/devices/4711/edit/", "/dcim/devices/4711/history/",
    "/dcim/devices/4711/interfaces/", "/dcim/devices/4711/problems/", "/audit/differences/", "/audit/collection/",
    "/plugins/segments/isolation/", "/plugins/services/impact/", "/plugins/conferencing/board/",
    "/dcim/interfaces/?q=0/7", "/dcim/devices/?ordering=-name", "/dcim/devices/?site=site-3",
    "/ipam/ip-addresses/?q=10.1.7", "/dcim/devices/?offset=9900", "/dcim/interfaces/?offset=200000",
)  # fmt: skip
PAGE_MS: Final = 100
"""The 95th percentile of what a page takes, of the application and PostgreSQL together."""
FIRST_LOAD: Final = 300
"""kB a first visit may load, compressed as it is sent."""
PART: Final = re.compile(r'(?:src|href)="(/static/[^"#?]+)')
IN_STYLE: Final = re.compile(r"url\(\"?(?!data:)([^)\"]+?)\"?\)")


def report(clients: dict[str, Any], to: Report) -> None:
    """Pages with bars of their own, then the slowest of all, then the weight of first visits."""
    to.title("pages")
    client = clients["pages"]
    for name, url, bar in OWN:
        to.add(f"page: {name}", measure(lambda url=url: client.get(url)), bar)
    for name, url, bar in OWN[:2]:
        to.add(f"page: {name}, limited rights", measure(lambda url=url: clients["few"].get(url)), bar)
    every(client, to)
    to.title("first visit, compressed")
    for url in ("/", "/dcim/devices/", "/dcim/devices/4711/", "/dcim/racks/elevations/", "/dcim/interfaces/25/trace/"):
        to.promise(f"first visit of {url}", first_load(client, url) / 1000, FIRST_LOAD, "kB")


def every(client: Any, to: Report) -> None:
    """Each list and one detail of each type, with all that is loaded: the slowest are shown, and those too slow."""
    spent = {url: measure(lambda url=url: client.get(url), 8, 2) for url in addresses()}
    slowest = sorted(spent, key=lambda url: spent[url].p95_cpu, reverse=True)
    print(f"{len(slowest)} pages; those that take longest:")
    for url in slowest[:12]:
        to.add(url, spent[url], Bar(None), f"95 % within {spent[url].p95_cpu:.0f} ms of CPU")
    to.promise("the slowest page, p95 of CPU", spent[slowest[0]].p95_cpu, PAGE_MS, "ms")


def addresses() -> Iterator[str]:
    """Pages of their own, lists, and a detail of each type that has an object."""
    from inventory.declare.registry import specs

    yield from MORE
    for spec in specs:
        yield spec.page
        found = spec.model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        if found is not None:
            yield f"{spec.page}{found}/"


def first_load(client: Any, url: str) -> int:
    """Octets of a page and of everything it loads, each compressed where the server does."""
    page = client.get(url, headers={"accept-encoding": "br, gzip"})
    text = client.get(url, headers={"accept-encoding": "identity"}).content.decode()
    waiting, known, total = list(PART.findall(text)), set(), len(page.content)
    while waiting:
        part = waiting.pop()
        if part in known:
            continue
        known.add(part)
        total += weight(client, part)
        if part.endswith(".css"):
            style = body(client.get(part, headers={"accept-encoding": "identity"})).decode()
            waiting += [urljoin(part, each) for each in IN_STYLE.findall(style) if not each.startswith("#")]
    return total


def weight(client: Any, part: str) -> int:
    """Octets of a static file as it is sent."""
    return len(body(client.get(part, headers={"accept-encoding": "br, gzip"})))


def body(answer: Any) -> bytes:
    """What is answered, streamed or not."""
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)
