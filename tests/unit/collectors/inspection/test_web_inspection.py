"""The inspector against 64 real sites on one server: it finds every planted fault and nothing else."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import itertools
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from infoport.demo.websites.hosting import Reply, WebHost, context

from collectors.inspection.addresses import Addresses, Refused, Unasked, embedded
from collectors.inspection.bounds import Bounds
from collectors.inspection.courtesy import Courtesy
from collectors.inspection.crawling import inspect, visit
from collectors.inspection.fetching import Fetcher, Unfetched
from collectors.inspection.judging import Rules, judge, rank
from collectors.inspection.seen import Inspected, Visit
from playbooks import authority
from tests.unit.collectors.inspection.city_of_sites import TODAY, city

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ADDRESS = "127.77.3.4"
NETWORKS = [ipaddress.ip_network("127.77.0.0/16")]
NOW = dt.datetime.now(dt.UTC)
BOUNDS = Bounds(open_seconds=2.0, visits=2, visit_pause=0.01, pause=0.0, links=500)


def now() -> dt.datetime:
    return dt.datetime.combine(TODAY, dt.time(4), dt.UTC)


@asynccontextmanager
async def serving(sites: dict[str, Any], special: Any = ()) -> AsyncIterator[Any]:
    """A server for the sites; yields what a fetcher needs."""
    signer = authority.make("Test authority")
    usual = signer.issue(next(iter(sites)), list(sites))
    ages = {"expired": (800, 797), "soon": (300, 312)}  # days ago, days valid
    others = {}
    for host, kind in special:
        ago, days = ages.get(kind, (300, 397))
        named = "other.changchun.example" if kind == "host" else host
        others[host] = signer.issue(named, days=days, since=NOW - dt.timedelta(days=ago))
    web = WebHost(sites)
    server = await web.listen(ADDRESS, 0, context(usual, others))
    plain = await web.listen(ADDRESS, 0)
    trust = ssl.create_default_context(cadata=signer.pair.certificate)
    try:
        async with server, plain:
            yield web, trust, server.sockets[0].getsockname()[1], plain.sockets[0].getsockname()[1]
    finally:
        server.close()


def test_finds_every_planted_fault_and_nothing_else():
    sites = city(seed=7)

    async def run() -> dict[str, Inspected]:
        answering = {site.host: site for site in sites}
        answering["outside.example"] = lambda path: Reply(body=b"<p>ok", status=200 if path == "/" else 404)
        special = [(site.host, site.kind) for site in sites if site.kind in {"expired", "host", "soon"}]
        found = {}
        async with serving(answering, special) as (_web, trust, port, _plain):
            places = dict.fromkeys(answering, (ADDRESS, port))
            addresses, courtesy = Addresses(NETWORKS, places), Courtesy(0.0)
            several = asyncio.Semaphore(4)

            async def one(site: Any) -> None:
                async with several, Fetcher(addresses, courtesy, BOUNDS, trust) as fetcher:
                    found[site.host] = await inspect(fetcher, site.url, now)

            await asyncio.gather(*map(one, sites))
        return found

    found = asyncio.run(run())
    judged = {}
    told: set[tuple[str, str, str]] = set()
    for site in sites:
        seen = found[site.host]
        # Certificates are judged by the real clock, pages by the day for which they were written.
        certificate_seen = judge(
            Inspected(url=seen.url, at=NOW, seconds=0, visits=seen.visits, certificate=seen.certificate)
        )
        judged[site.host] = result = judge(seen)
        findings = [each for each in result.findings if not each.kind.startswith("certificate")]
        findings += [each for each in certificate_seen.findings if each.kind.startswith("certificate")]
        for each in findings:
            where = each.evidence.rpartition("→ ")[2] if each.kind == "dead-link" else each.page
            told.add((site.host, each.kind, where))
    truth = {(site.host, *each) for site in sites for each in site.truth}
    kinds = {site.host: (site.kind, site.form, site.list, site.nav, site.encoding) for site in sites}
    assert not {(each, kinds[each[0]]) for each in truth - told}, "planted and not found"
    assert not {(each, kinds[each[0]]) for each in told - truth}, "found and not planted"
    assert len(truth) > 60
    asleep = {site.host for site in sites if site.asleep}
    assert {host for host, each in judged.items() if each.asleep} >= asleep
    ranks = rank(judged)
    assert ranks[next(site.host for site in sites if site.kind == "none")] == 1
    assert {judged[site.host].result for site in sites if site.kind in {"columns-old", "columns-blank"}} == {"fail"}
    assert {judged[site.host].result for site in sites if site.kind == "none"} == {"pass"}


def test_goes_nowhere_but_where_it_may():
    """Redirects, links and names that lead inside are refused before a connection is made."""
    touched = []

    async def inner(_reader: Any, writer: Any) -> None:
        touched.append(writer.get_extra_info("peername"))
        writer.close()

    async def run() -> None:
        trap = await asyncio.start_server(inner, "127.0.0.1", 0)
        inside = trap.sockets[0].getsockname()[1]
        bomb = b"\x1f\x8b" + bytes(20)
        sites = {
            "open.example": {
                "/": Reply(status=302, location=f"http://127.0.0.1:{inside}/"),
                "/name": Reply(status=301, location=f"http://localhost:{inside}/"),
                "/mapped": Reply(status=301, location=f"http://[::ffff:127.0.0.1]:{inside}/"),
                "/file": Reply(status=302, location="file:///etc/passwd"),
                "/loop": Reply(status=302, location="/loop"),
                "/long": Reply(body=b"x" * 300_000),
                "/bomb": Reply(body=bomb),
            }.get
        }
        async with trap, serving(sites) as (_web, trust, port, _plain):
            addresses = Addresses(NETWORKS, {"open.example": (ADDRESS, port)})
            async with Fetcher(addresses, Courtesy(0.0), Bounds(octets=100_000), trust) as fetcher:
                for path in ("", "name", "mapped"):
                    with pytest.raises(Refused, match="neither public"):
                        await fetcher.get(f"https://open.example/{path}")
                for path in ("file", "loop"):
                    with pytest.raises(Unfetched):
                        await fetcher.get(f"https://open.example/{path}")
                answer = await fetcher.get("https://open.example/long")
                assert answer.cut and len(answer.content) == 100_000
                for url in (
                    "http://169.254.169.254/latest",
                    "http://[fe80::1]/",
                    "http://[64:ff9b::a00:1]/",
                    "http://0/",
                    "http://[64:ff9b:1::a00:1]/",
                    "http://[::10.0.0.1]/",
                ):
                    with pytest.raises(Refused):
                        await fetcher.get(url)
                with pytest.raises(Unasked):
                    await fetcher.get("http://93.184.216.34:25/")

    asyncio.run(run())
    assert not touched


LEADS_INSIDE = Reply(status=302, location="http://10.1.2.3/")
DEEP = "<div>" * 100_000 + "<a href=/x>动态新闻</a>"
WIDE = f"<div>{'<a href=/1>一条很长的标题一条很长的标题</a>' * 20_000}</div>"


@pytest.mark.parametrize(
    ("home", "robots"),
    [
        (Reply(body=b"<p>ok"), LEADS_INSIDE),
        (Reply(body=b"<meta http-equiv=refresh content='0;url=http://10.1.2.3/'>"), Reply(status=404)),
        (Reply(body=b"<nav><a href='http://['>x</a></nav>"), Reply(status=404)),
        (Reply(status=302, location="http://["), Reply(status=404)),
        *((Reply(body="一".encode(), kind=f"text/html; charset={name}"), Reply(status=404))
          for name in ("base64", "undefined", "idna", "no-such", "\xe9")),
        (Reply(body=DEEP.encode()), Reply(status=404)),
        (Reply(body=WIDE.encode()), Reply(status=404)),
    ],
)  # fmt: skip
def test_whatever_a_site_sends_the_inspection_ends_with_a_result(home: Reply, robots: Reply):
    """Reading the deep page as it is takes minutes, and so did the wide one."""

    async def run() -> Inspected:
        sites = {"odd.example": lambda path: {"/robots.txt": robots, "/": home}.get(path, Reply(status=404))}
        async with serving(sites) as (_web, trust, port, _plain):
            addresses = Addresses(NETWORKS, {"odd.example": (ADDRESS, port)})
            async with Fetcher(addresses, Courtesy(0.0), BOUNDS, trust) as fetcher:
                return await inspect(fetcher, "https://odd.example/", now)

    seen = asyncio.run(run())
    assert seen.opened is (home.status == 200)
    assert judge(seen).result in {"pass", "fail", "unknown"}


def test_columns_wait_for_no_site_longer_than_allowed():
    async def run() -> Inspected:
        home = Reply(body="<nav><a href=/a/>工作动态</a><a href=/b/>通知公告</a></nav>".encode())
        async with serving({"late.example": lambda path: home if path == "/" else Reply(status=404)}) as served:
            _web, trust, port, _plain = served
            addresses = Addresses(NETWORKS, {"late.example": (ADDRESS, port)})
            async with Fetcher(addresses, Courtesy(0.0), Bounds(pause=0.0, seconds=0.0), trust) as fetcher:
                return await inspect(fetcher, "https://late.example/", now)

    seen = asyncio.run(run())
    assert (seen.columns, seen.untried, seen.findings) == ((), 2, ())


def test_connects_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means something else a moment later is not asked a second time."""
    asked = []

    async def run() -> None:
        loop = asyncio.get_running_loop()

        async def changing(host: str, port: int, **_options: Any) -> Any:
            asked.append(host)
            return [(2, 1, 6, "", (ADDRESS if len(asked) == 1 else "10.0.0.1", port))]

        monkeypatch.setattr(loop, "getaddrinfo", changing)
        sites = {"twice.example": lambda _path: Reply(body=b"ok")}
        async with (
            serving(sites) as (_web, trust, _port, plain),
            Fetcher(Addresses(NETWORKS), Courtesy(0.0), Bounds(), trust) as fetcher,
        ):
            for _turn in range(2):
                assert (await fetcher.get(f"http://twice.example:{plain}/")).content == b"ok"

    asyncio.run(run())
    assert asked == ["twice.example"]
    assert str(embedded(ipaddress.ip_address("2002:a00:1::"))) == "10.0.0.1"


def test_disturbs_nobody():
    """One request at a time to a machine, a pause between them, and what robots.txt asks for."""
    times: list[tuple[float, float]] = []

    async def run() -> None:
        clock = asyncio.get_running_loop().time
        courtesy = Courtesy(0.03)

        async def one() -> None:
            async with courtesy.turn("192.0.2.1"):
                began = clock()
                await asyncio.sleep(0.01)
                times.append((began, clock()))

        await asyncio.gather(*(one() for _ in range(4)))

    asyncio.run(run())
    times.sort()
    assert all(after[0] - before[1] >= 0.029 for before, after in itertools.pairwise(times))


def test_robots_that_fail_forbid_and_visits_tell_why():
    async def run() -> None:
        home = Reply(
            body="<nav><a href=/a/>工作动态</a></nav><ul><li><a href=/1>一条新的消息</a>2026-11-25</ul>".encode()
        )
        sites = {"shy.example": lambda path: Reply(status=503) if path == "/robots.txt" else home}
        async with serving(sites) as (_web, trust, port, _plain):
            addresses = Addresses(NETWORKS, {"shy.example": (ADDRESS, port), "none.example": (ADDRESS, 1)})
            async with Fetcher(addresses, Courtesy(0.0), BOUNDS, trust) as fetcher:
                seen = await inspect(fetcher, "https://shy.example/", now)
                assert seen.home_newest == dt.date(2026, 11, 25)
                assert seen.forbidden and not seen.columns[0].read and not seen.findings
                failed, answer = await visit(fetcher, "https://none.example/", now)
                assert answer is None and not failed.ok and failed.reason

    asyncio.run(run())


@pytest.mark.parametrize(
    ("failed", "total", "closed"), [(1, 20, True), (0, 20, False), (1, 21, False), (3, 10, False), (4, 4, True)]
)
def test_the_share_of_closed_visits_is_a_veto_once_there_are_enough(failed: int, total: int, closed: bool):
    seen = Inspected(url="https://a.example/", at=now(), seconds=1, visits=(), readable=True, home_newest=TODAY)
    visits = [Visit(at=now(), ok=at >= failed, seconds=1, reason="" if at >= failed else "no") for at in range(total)]
    assert ("closed" in judge(seen, visits).vetoes) is closed
    stricter = Rules(closed_visits=5)
    assert ("closed" in judge(seen, visits, stricter).vetoes) is (failed / total >= 0.05)
