"""Reads of everything: all interfaces page by page and as one file, targets for Prometheus."""

from __future__ import annotations

from typing import Any, Final

import psycopg

from tests.perf.api.figures import Bar, Report, measure

INTERFACES: Final = 240_000
LOADED: Final = f"id__lte={INTERFACES}"
"""Where the database was kept, an earlier run has made more."""
TARGETS: Final = 5_000
QUERIES: Final = 15
EXPORT: Final = Bar(15_000, 1_067_000, both=True)


def report(client: Any, pages: Any, to: Report) -> None:
    """Whole jobs, each once."""
    to.title("whole jobs")
    for name, start in (("by cursor", "start=0&"), ("by offset", "")):
        spent = measure(lambda start=start: walk(client, f"/api/dcim/interfaces/?{start}{LOADED}&limit=1000"), 1, 0)
        to.add(f"all interfaces in pages of 1,000, {name}", spent, Bar(30_000, 1_067_000, both=True))
    lengths = {"csv": 100, "json": 400, "yaml": 400, "xlsx": 0}
    for form, least in lengths.items():
        url = f"/api/dcim/interfaces/?{LOADED}&export={form}"
        spent = measure(lambda url=url, least=least: streamed(client, url, INTERFACES * least), 1, 0)
        to.add(f"all interfaces as {form}", spent, EXPORT if form != "xlsx" else Bar(None))
    spent = measure(lambda: streamed(pages, f"/dcim/interfaces/?{LOADED}&export=csv&_shown=1", INTERFACES * 40), 1, 0)
    to.add("all interfaces as csv, from the page", spent, EXPORT)
    targets(client, to)


def walk(client: Any, url: str | None) -> None:
    """Every page, as pynetbox asks for them."""
    seen = 0
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.content[:500]
        page = answer.json()
        seen += len(page["results"])
        url = page["next"]
    assert seen == INTERFACES, seen


def streamed(client: Any, url: str, least: int) -> None:
    """Read a streamed answer to its end."""
    answer = client.get(url)
    assert answer.status_code == 200 and answer.streaming, answer
    octets = sum(map(len, answer.streaming_content))
    assert octets > least, octets


def targets(client: Any, to: Report) -> None:
    """`http_sd` for 5,000 devices with an address."""
    url = f"/api/plugins/prometheus-sd/devices/?id__lte={TARGETS}"
    spent = measure(lambda: client.get(url), 5, 1)
    found = len(spent.answer.json())
    assert found == TARGETS, found
    to.add("http_sd, 5,000 targets", spent, Bar(1_000, both=True))
    to.promise("http_sd, statements", counted(lambda: client.get(url)), QUERIES, "statements")


def counted(act: Any) -> int:
    """Statements as PostgreSQL's protocol sees them, by psycopg's cursors of this process."""
    number = 0
    execute = psycopg.Cursor.execute

    def counting(self: Any, *args: Any, **options: Any) -> Any:
        nonlocal number
        number += 1
        return execute(self, *args, **options)

    psycopg.Cursor.execute = counting  # type: ignore[method-assign]  # undone at once
    try:
        act()
    finally:
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]  # as it was
    return number
