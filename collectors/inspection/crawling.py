"""One site inspected: its home page opened, its columns read, its links tried."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

from collectors.inspection import dates, encodings, reading
from collectors.inspection.addresses import Refused, Unasked
from collectors.inspection.fetching import Answer, Fetcher, Unfetched
from collectors.inspection.reading import Page
from collectors.inspection.robots import Robots
from collectors.inspection.seen import Column, ColumnKind, Finding, Inspected, Visit

NEWS: Final = re.compile(r"动态|要闻|新闻|快讯|资讯|时政|头条|简讯|政务信息|工作信息")
NOTICES: Final = re.compile(r"公告|通知|公示|政策|法规|文件|规章|招标|采购|招考|人事|计划|解读|公报")
EMPTY: Final = re.compile(r"暂无|建设中|正在建设|正在更新|正在完善|敬请期待|没有(?:相关)?(?:内容|信息|数据|记录)")
EMPTY_WORDS: Final = 60
"""Characters of a page that may say that it is empty and still be empty."""
FEW_WORDS: Final = 20
"""Characters below which a page that lists nothing says nothing."""
COMMON_SHARE: Final = 0.6
"""Share of a site's pages on which a line or link stands that belongs to the frame and not to the page."""
COMMON_PAGES: Final = 3
"""Pages from which on that can be told."""
MISSING: Final = re.compile(r"<title>[^<]{0,40}(?:404|not found|页面不存在|网页不存在|找不到)", re.IGNORECASE)
NOWHERE: Final = "/infoport-inspector/no-such-page.html"
"""A page that no site has: what is shown for it is shown for dead links, too, where a site answers 200."""
SHORT: Final = 64 << 10
"""Octets of a page that is fetched to learn whether it is there."""
DEAD: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
HTML: Final = frozenset({"text/html", "application/xhtml+xml", ""})


async def visit(fetcher: Fetcher, url: str, now: Callable[[], datetime]) -> tuple[Visit, Answer | None]:
    """Open a home page once; the answer is None where it did not open in time."""
    at, began = now(), time.monotonic()
    limit = fetcher.bounds.open_seconds
    try:
        answer = await fetcher.get(url)
    except (Unfetched, Refused, Unasked) as error:
        return Visit(at=at, ok=False, seconds=round(time.monotonic() - began, 3), reason=str(error)), None
    reason = ""
    if answer.status >= HTTPStatus.BAD_REQUEST:
        reason = f"it answers {answer.status}"
    elif answer.seconds > limit:
        reason = f"it took {answer.seconds:.1f} s, more than {limit:g} s"
    seen = Visit(at=at, ok=not reason, seconds=round(answer.seconds, 3), status=answer.status, reason=reason)
    return seen, None if reason else answer


async def inspect(fetcher: Fetcher, url: str, now: Callable[[], datetime]) -> Inspected:
    """Inspect one site from its home page. What keeps a site from being read is in the result, never raised."""
    return await _Inspection(fetcher, url, now).run()


class _Inspection:
    """The state of one inspection."""

    def __init__(self, fetcher: Fetcher, url: str, now: Callable[[], datetime]) -> None:
        self.fetcher, self.url, self.now = fetcher, url, now
        self.bounds, self.robots = fetcher.bounds, Robots(fetcher)
        self.began, self.at = time.monotonic(), now()
        self.today: date = self.at.date()
        self.findings: list[Finding] = []
        self.tried: dict[str, str] = {}  # URL → why it is dead; empty: it is alive
        self.pages = self.untried = self.forbidden = 0
        self.nowhere: tuple[str, ...] | None = None
        self.hosts = {_host(url)}

    async def run(self) -> Inspected:
        visits, answer = await self._visits()
        if answer is None:
            return self._told(visits)
        home = await self._home(answer)
        pages = await self._columns(home)
        await self._nowhere()
        await self._links(home, pages)
        return self._told(visits, home, [(title, url, page) for title, url, page in pages])

    async def _visits(self) -> tuple[list[Visit], Answer | None]:
        visits: list[Visit] = []
        while True:
            seen, answer = await visit(self.fetcher, self.url, self.now)
            visits.append(seen)
            if answer is not None or len(visits) >= self.bounds.visits:
                return visits, answer
            await asyncio.sleep(self.bounds.visit_pause)

    async def _home(self, answer: Answer) -> Page:
        home = self._read(answer, home=True)
        if home.refresh:
            try:
                if await self._may(home.refresh):
                    home = self._read(await self.fetcher.get(home.refresh), home=True)
            except (Unfetched, Refused, Unasked) as error:
                self._dead(home.refresh, home.url, "", str(error), home=True)
        self.hosts.add(_host(home.url))
        return home

    async def _columns(self, home: Page) -> list[tuple[str, str, Page | None]]:
        """Title, address and page of each column; None where it could not be read."""
        names: dict[str, str] = {}
        for link in home.links:
            if link.column and self._own(link.url) and not self._is_home(link.url, home):
                names.setdefault(link.url, link.text)
        found: list[tuple[str, str, Page | None]] = []
        for at, (url, title) in enumerate(names.items()):
            if at >= self.bounds.columns or self._late():
                self.untried += 1
                self.tried[url] = ""
                continue
            answer = await self._try(url, home.url, title, home=True, octets=self.bounds.octets)
            readable = answer is not None and answer.kind in HTML and _host(answer.url) in self.hosts
            found.append((title, url, self._read(answer) if answer is not None and readable else None))
        return found

    async def _nowhere(self) -> None:
        """Learn what the site shows for a page it does not have, if it answers as if it had it."""
        url = urljoin(self.url, NOWHERE)
        try:
            if not await self._may(url):
                return
            answer = await self.fetcher.get(url, octets=SHORT)
        except (Unfetched, Refused, Unasked):
            return
        if answer.status == HTTPStatus.OK and answer.kind in HTML:
            text = encodings.read(answer.content, answer.charset).text
            self.nowhere = reading.page(text, answer.url, self.today).lines

    async def _links(self, home: Page, columns: Iterable[tuple[str, str, Page | None]]) -> None:
        places = [(home, True)] + [(page, False) for _title, _url, page in columns if page is not None]
        own = outside = 0
        for page, is_home in places:
            for link in page.links:
                if link.url in self.tried:
                    continue
                inside = self._own(link.url)
                own, outside = own + inside, outside + (not inside)
                beyond = own > self.bounds.links if inside else outside > self.bounds.outside
                if beyond or self._late():
                    self.untried += 1
                    self.tried[link.url] = ""
                else:
                    await self._try(link.url, page.url, link.text, home=is_home)

    async def _try(self, url: str, where: str, text: str, *, home: bool, octets: int = SHORT) -> Answer | None:
        """Follow a link once; None where it is dead, forbidden or not to be asked."""
        self.tried[url] = ""
        try:
            if not await self._may(url):
                return None
            answer = await self._twice(url, octets)
        except Unasked:
            self.untried += 1
            return None
        except (Unfetched, Refused) as error:
            self._dead(url, where, text, str(error), home=home)
            return None
        if reason := self._missing(answer):
            self._dead(url, where, text, reason, home=home)
            return None
        if octets == SHORT and answer.kind in HTML and self._own(answer.url) and answer.status == HTTPStatus.OK:
            self._encoding(answer)
        return answer

    def _late(self) -> bool:
        return time.monotonic() - self.began > self.bounds.seconds

    async def _may(self, url: str) -> bool:
        if await self.robots.allows(url):
            return True
        self.forbidden += 1
        return False

    async def _twice(self, url: str, octets: int) -> Answer:
        """A link is dead only if it is so twice."""
        try:
            answer = await self.fetcher.get(url, octets=octets)
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return answer
        except Unfetched:
            pass
        return await self.fetcher.get(url, octets=octets)

    def _missing(self, answer: Answer) -> str:
        if answer.status in DEAD or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"it answers {answer.status}"
        if answer.status != HTTPStatus.OK or answer.kind not in HTML:
            return ""
        text = encodings.read(answer.content, answer.charset).text
        if MISSING.search(text):
            return "it answers 200 and says that the page does not exist"
        if self.nowhere and self._own(answer.url) and reading.page(text, answer.url, self.today).lines == self.nowhere:
            return "it answers 200 with what the site shows for pages that do not exist"
        return ""

    def _dead(self, url: str, where: str, text: str, reason: str, *, home: bool) -> None:
        self.tried[url] = reason
        evidence = f"{text} → {url}" if text else url
        self.findings.append(Finding(kind="dead-link", page=where, evidence=evidence, detail=reason, home=home))

    def _encoding(self, answer: Answer, *, home: bool = False) -> str:
        """The text of a page; how it is encoded is a finding where browsers would show something else."""
        self.pages += 1
        read = encodings.read(answer.content, answer.charset)
        if read.wrong:
            evidence = " ".join(read.text.partition("<title")[2].partition(">")[2].partition("<")[0].split())
            self.findings.append(
                Finding(kind="encoding", page=answer.url, evidence=evidence or answer.url, detail=read.wrong, home=home)
            )
        return read.text

    def _read(self, answer: Answer, *, home: bool = False) -> Page:
        return reading.page(self._encoding(answer, home=home), answer.url, self.today)

    def _own(self, url: str) -> bool:
        return _host(url) in self.hosts

    def _is_home(self, url: str, home: Page) -> bool:
        return url.rstrip("/") in {home.url.rstrip("/"), self.url.rstrip("/")} or urlsplit(url).path in {"", "/"}

    def _told(
        self, visits: list[Visit], home: Page | None = None, columns: list[tuple[str, str, Page | None]] | None = None
    ) -> Inspected:
        pages = [page for _title, _url, page in columns or () if page is not None]
        lines, links = _common([*pages, home] if home else pages)
        listed = [each for each in home.items if each.on or len(each.text) > reading.SHORT_NAME] if home else []
        dated = [each.on for each in listed if each.on]
        return Inspected(
            url=self.url, at=self.at, seconds=round(time.monotonic() - self.began, 3), visits=tuple(visits),
            certificate=self.fetcher.certificates.get(_host(self.url)), title=home.title if home else "",
            home_items=len(listed), home_newest=dates.newest(iter(dated), self.today),
            columns=tuple(column(title, url, page, lines, links, self.today) for title, url, page in columns or ()),
            readable=not (home and home.scripted), findings=tuple(self.findings), pages=self.pages,
            links=len(self.tried), untried=self.untried, forbidden=self.forbidden,
        )  # fmt: skip


def kind_of(title: str) -> ColumnKind:
    """News are due within two weeks, notices and policies within six months, of others nothing is known."""
    if NEWS.search(title):
        return "news"
    return "notice" if NOTICES.search(title) else "other"


def column(  # noqa: PLR0913, PLR0917 - what a column is judged by
    title: str, url: str, page: Page | None, lines: frozenset[str], links: frozenset[str], today: date
) -> Column:
    """A column as read. `lines` and `links` are those that stand on most pages of the site."""
    if page is None:
        return Column(title=title, url=url, kind=kind_of(title), read=False)
    items = [each for each in page.items if each.url not in links]
    found = [each.on for each in items if each.on]
    if not items:
        found = list(page.stamps(lines))
    own = "".join(each for each in page.lines if each not in lines and each != title)
    blank = not items and (len(own) < FEW_WORDS or (len(own) < EMPTY_WORDS and bool(EMPTY.search(own))))
    return Column(
        title=title, url=url, kind=kind_of(title), read=True, items=len(items),
        undated=sum(each.on is None for each in items), newest=dates.newest(iter(found), today), blank=blank,
    )  # fmt: skip


def _common(pages: list[Page]) -> tuple[frozenset[str], frozenset[str]]:
    """Lines and links that most pages of the site have: its frame, however it is marked up."""
    if len(pages) < COMMON_PAGES:
        return frozenset(), frozenset()
    least = max(2, COMMON_SHARE * len(pages))
    lines = Counter(line for page in pages for line in set(page.lines))
    links = Counter(link for page in pages for link in {each.url for each in page.links})
    return (
        frozenset(line for line, number in lines.items() if number >= least),
        frozenset(link for link, number in links.items() if number >= least),
    )


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
