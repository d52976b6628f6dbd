"""What a page says: its links, what it lists with which dates, and its words."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final
from urllib.parse import urljoin

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from collectors.inspection import dates

IGNORED: Final = "script, style, noscript, template, textarea"
FRAME: Final = frozenset({"nav", "header", "footer", "aside"})
NAVIGATION: Final = re.compile(r"nav|menu|daohang|lanmu", re.IGNORECASE)
AROUND: Final = re.compile(
    r"(?:^|[\s_-])(?:header|footer|foot|crumbs?|breadcrumbs?|copyright)(?:$|[\s_-])", re.IGNORECASE
)
ROWS: Final = frozenset({"li", "tr", "dd", "dt", "article"})
ROW_LINKS: Final = 3
"""Links that one item of a list may have: its kind, its title, its source."""
SHORT_NAME: Final = 8
"""Characters that the name of a column has at most."""
GROUP: Final = 3
"""Links of one navigation at least."""
GROUP_MOST: Final = 200
"""Links of one at most; what holds more is a page."""
DEPTH: Final = 512
"""Elements within one another that are read, as in Chromium; what is nested deeper only costs time."""
TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9-]*)", re.IGNORECASE)
UNNESTED: Final = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "source", "tbody", "td", "th", "thead", "tr", "track", "wbr",
})  # fmt: skip
"""Elements that hold nothing, or end where the next of their kind begins (HTML, 13.1.2)."""
ITEM_TEXT: Final = 300
"""Characters around a link that can still be one item of a list."""
STAMP: Final = re.compile(r"发布|更新|时间|日期|来源")
REFRESH: Final = re.compile(r"url\s*=\s*[\"']?([^\"'>]+)", re.IGNORECASE)
SKIPPED: Final = ("javascript:", "mailto:", "tel:", "data:", "#", "about:", "sms:")


class Link(Struct, frozen=True, kw_only=True):
    """A link of a page, absolute and without fragment."""

    url: str
    text: str
    column: bool  # it stands in a navigation and is named like a column


class Item(Struct, frozen=True, kw_only=True):
    """One item that a page lists; `on` None: no date stands with it."""

    url: str
    text: str
    on: date | None


class Page(Struct, frozen=True, kw_only=True):
    """A page as read; `lines` are its texts outside of what frames every page, in order."""

    url: str
    title: str
    links: tuple[Link, ...]
    items: tuple[Item, ...]
    lines: tuple[str, ...]
    scripted: bool  # it has scripts, and next to nothing without them
    refresh: str  # where it sends a browser at once; empty: it stays

    def stamps(self, common: frozenset[str]) -> Iterator[date]:
        """Dates of the page itself, as in “发布时间：2026-01-02”, where it is an article and no list."""
        for line in self.lines:
            if line not in common and STAMP.search(line):
                yield from dates.full(line)


def page(text: str, url: str, today: date) -> Page:
    """Read a page. HTML is never wrong: what browsers repair is repaired the same way."""
    tree = LexborHTMLParser(text[: _deepest(text)])
    base = tree.css_first("base[href]")
    root = urljoin(url, (base.attributes.get("href") or "") if base is not None else "")
    body = tree.body
    if body is not None:
        _flatten(body)
    for each in body.css(IGNORED) if body is not None else ():
        each.decompose()
    found = body.css("a[href], area[href]") if body is not None else ()
    anchors = [(each, href) for each in found if (href := _href(each, root))]
    framing: dict[int, bool] = {}
    sizes: dict[int, tuple[int, bool]] = {}
    naming = {each.mem_id for each in _navigation([each for each, _url in anchors])}
    links = tuple(Link(url=href, text=_line(each), column=each.mem_id in naming) for each, href in anchors)
    items = tuple(
        _item(each, href, today, sizes)
        for each, href in anchors
        if each.mem_id not in naming and not _within(each, framing, _frames)
    )
    lines = tuple(_lines(body, framing)) if body is not None else ()
    title = tree.css_first("title")
    return Page(
        url=url, title=_line(title) if title is not None else "", links=links, items=items, lines=lines,
        scripted="<script" in text.lower() and not anchors and sum(map(len, lines)) < GROUP * SHORT_NAME,
        refresh=_refresh(tree, root),
    )  # fmt: skip


def _refresh(tree: LexborHTMLParser, root: str) -> str:
    for each in tree.css("meta[http-equiv]"):
        if (each.attributes.get("http-equiv") or "").lower() == "refresh":
            content = each.attributes.get("content") or ""
            found = REFRESH.search(content)
            if found and content.strip()[:1] in {"0", "1", "2", "3"}:
                return str(urljoin(root, found.group(1).strip()))
    return ""


def _href(node: LexborNode, root: str) -> str:
    href = (node.attributes.get("href") or "").strip()
    if not href or href.lower().startswith(SKIPPED):
        return ""
    try:
        url = urljoin(root, href).partition("#")[0]
    except ValueError:  # such as http://[
        return href
    return url if url.lower().startswith(("http://", "https://")) else ""


def _line(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())


def _marks(node: LexborNode) -> str:
    return f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"


def _navigation(anchors: list[LexborNode]) -> Iterator[LexborNode]:
    """Links of navigations: in a `nav`, in what is called one, or among at least three links that are all short."""
    groups: dict[int, bool] = {}
    known: dict[int, bool] = {}
    for anchor in anchors:
        name = _line(anchor)
        if not name or len(name) > SHORT_NAME * 2:
            continue
        if _within(anchor, known, _navigates) or (len(name) <= SHORT_NAME and _grouped(anchor, groups)):
            yield anchor


def _within(node: LexborNode, known: dict[int, bool], what: Callable[[LexborNode], bool]) -> bool:
    """Whether it or something around it, below the body, is so; `known` keeps the answers."""
    way: list[int] = []
    at: LexborNode | None = node
    found = False
    while at is not None and at.tag not in {"body", "html"}:
        if at.mem_id in known or what(at):
            found = known.get(at.mem_id, True)
            way.append(at.mem_id)
            break
        way.append(at.mem_id)
        at = at.parent
    known.update(dict.fromkeys(way, found))
    return found


def _navigates(node: LexborNode) -> bool:
    return node.tag == "nav" or bool(NAVIGATION.search(_marks(node)))


def _frames(node: LexborNode) -> bool:
    """Whether it frames every page: header, footer, navigation, the way here."""
    return node.tag in FRAME or _navigates(node) or bool(AROUND.search(_marks(node)))


def _deepest(text: str) -> int:
    """Where tags that are not closed are nested too deep: the parser's work grows with the square of that."""
    opened: Counter[str] = Counter()
    depth = 0
    for found in TAG.finditer(text):
        name = found[2].lower()
        if name in UNNESTED:
            continue
        step = 1 if not found[1] else -1 if opened[name] else 0
        opened[name] += step
        depth += step
        if depth > 2 * DEPTH:  # so that the unclosed tags of an untidy page do not count
            return found.start()
    return len(text)


def _flatten(body: LexborNode) -> None:
    """Take away what is nested too deep."""
    depths = {body.mem_id: 0}
    beyond = []
    for node in body.traverse():
        if node.parent is not None and node.mem_id not in depths:
            depths[node.mem_id] = depth = depths.get(node.parent.mem_id, 0) + 1
            if depth == DEPTH + 1:
                beyond.append(node)
    for node in beyond:
        node.decompose()


def _grouped(anchor: LexborNode, groups: dict[int, bool]) -> bool:
    """Whether the nearest container of several links holds only short ones, and hardly anything else."""
    at = anchor.parent
    while at is not None and at.tag not in {"body", "html"}:
        if at.mem_id in groups:
            return groups[at.mem_id]
        found = at.css("a[href]")
        if len(found) > GROUP_MOST:
            groups[at.mem_id] = False
            return False
        if len(found) >= GROUP:
            names = [_line(each) for each in found]
            rest = len(_line(at)) - sum(len(name) + 1 for name in names)
            groups[at.mem_id] = all(len(name) <= SHORT_NAME for name in names) and rest <= GROUP * len(names)
            return groups[at.mem_id]
        at = at.parent
    return False


def _item(anchor: LexborNode, url: str, today: date, sizes: dict[int, tuple[int, bool]]) -> Item:
    row = _row(anchor, sizes)
    around: list[str] = []
    own: list[str] = []
    for node in row.traverse(include_text=True):
        if node.tag == "-text" and (text := " ".join((node.text_content or "").split())):
            (own if _inside_or_is(node, anchor) else around).append(text)
        elif node.tag == "time" and (stamp := node.attributes.get("datetime")):
            around.append(stamp)
    on = _dated(around, today) or _at_the_edge(" ".join(own), today)
    return Item(url=url, text=" ".join(own) or anchor.attributes.get("title") or "", on=on)


def _inside_or_is(node: LexborNode, anchor: LexborNode) -> bool:
    at: LexborNode | None = node
    while at is not None:
        if at.mem_id == anchor.mem_id:
            return True
        at = at.parent
    return False


def _row(anchor: LexborNode, sizes: dict[int, tuple[int, bool]]) -> LexborNode:
    """What belongs to the link: its row of a list or table, else the largest element around it with no other link."""
    best, at = anchor, anchor.parent
    while at is not None and at.tag not in {"body", "html", "table", "ul", "ol"}:
        if at.mem_id not in sizes:
            sizes[at.mem_id] = len(at.css("a[href]")), len(at.text(deep=True)) > ITEM_TEXT
        others, long = sizes[at.mem_id]
        if at.tag in ROWS and others <= ROW_LINKS:
            return at
        if others > 1 or long:
            break
        best, at = at, at.parent
    return best


def _dated(texts: list[str], today: date) -> date | None:
    found = [each for text in texts for each in dates.full(text)]
    found += [each for text in texts if (each := dates.whole(text, today)) is not None]
    return dates.newest(iter(found), today)


def _at_the_edge(text: str, today: date) -> date | None:
    """A date with which the link's own text begins or ends; one in the middle is what the text is about."""
    for found in dates.FULL.finditer(text):
        before, after = text[: found.start()].strip(" [(（【〔"), text[found.end() :].strip(" ])）】〕:0123456789")
        if not before or not after:
            return dates.newest(dates.full(found.group()), today)
    return None


def _lines(body: LexborNode, framing: dict[int, bool]) -> Iterator[str]:
    for node in body.traverse(include_text=True):
        if node.tag == "-text" and node.parent is not None and not _within(node.parent, framing, _frames):
            text = " ".join((node.text_content or "").split())
            if text:
                yield text
