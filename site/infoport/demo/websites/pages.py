"""The pages of the departments' sites, written anew for every day, so that those awake stay so."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from infoport.demo.places import departments
from infoport.demo.sources import source
from infoport.demo.websites.hosting import Reply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ZONE: Final = ZoneInfo("Asia/Shanghai")
DOMAIN: Final = "changchun.example"
LISTED: Final = 5
"""Items of a list."""
GONE: Final = "/old/"
PAGE: Final = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="{charset}"><title>{title}</title><style>
body{{font:16px/1.7 sans-serif;margin:0 auto;max-width:60rem;padding:0 1rem}}nav a{{margin-right:1rem}}
li span{{float:right;color:#666}}.footer{{color:#666;border-top:1px solid #ccc;margin-top:2rem}}</style></head><body>
<div class="header"><h1>{name}</h1></div><nav><a href="/">首页</a>{menu}</nav><div class="main">{main}</div>
<div class="footer">{name}主办 长春信息港承办 （示范站点）</div></body></html>"""


@dataclass(frozen=True)
class DepartmentSite:
    """One site: called with a path, it answers as it would today."""

    slug: str
    name: str
    faults: Mapping[str, Any] = field(default_factory=dict)
    today: date | None = None

    @property
    def host(self) -> str:
        """Its name in DNS."""
        return f"{self.slug}.{DOMAIN}"

    def __call__(self, path: str) -> Reply:
        """Answer one path."""
        if self.faults.get("closed"):
            return Reply(status=503, body="系统维护中".encode())
        if path in {"/", "/index.html"}:
            return self._page(f"{self.name}", self._home(), delay=self.faults.get("delay", 0))
        if path == "/robots.txt":
            return Reply(kind="text/plain", body=b"User-agent: *\nDisallow: /admin/\n")
        for at, column in enumerate(columns()):
            if path == f"/{column['path']}/":
                spoilt = bool(self.faults.get("encoding")) and at == 1
                return self._page(column["title"], self._column(at, column), spoilt=spoilt)
            if path.startswith(f"/{column['path']}/") and path.endswith(".html"):
                return self._page(self._subject(path), f"<h2>{self._subject(path)}</h2>{self._text(path)}")
        return Reply(status=404, body=b"<title>404</title>")

    def _page(self, title: str, main: str, *, delay: float = 0, spoilt: bool = False) -> Reply:
        menu = "".join(f'<a href="/{each["path"]}/">{each["title"]}</a>' for each in columns())
        text = PAGE.format(charset="utf-8", title=title, name=self.name, menu=menu, main=main)
        encoding = "gbk" if spoilt else "utf-8"
        return Reply(kind="text/html; charset=utf-8", body=text.encode(encoding, "replace"), delay=delay)

    def _home(self) -> str:
        column = next(each for each in columns() if each["path"] == "zwyw")
        news = self._list(column, int(self.faults.get("asleep", 0)), dated=not self.faults.get("undated"))
        dead = "".join(
            f'<p><a href="{GONE}{number}.html">{self._subject(f"dead{number}")}专题</a></p>'
            for number in range(self.faults.get("dead", 0))
        )
        return f"<h2>政务要闻</h2>{news}{dead}"

    def _column(self, at: int, column: Mapping[str, Any]) -> str:
        if not column["every"]:
            return f"<h2>{column['title']}</h2>{self._text(column['title'])}"
        if at < self.faults.get("blank", 0):
            return "<p>栏目建设中</p>"
        late = column["every"] * 3 + 200 if at < self.faults.get("old", 0) else int(self.faults.get("asleep", 0))
        return self._list(column, late)

    def _list(self, column: Mapping[str, Any], late: int, *, dated: bool = True) -> str:
        today, dice = self.today or _today(), random.Random(f"{self.slug}{column['path']}")  # noqa: S311 - no secret
        day = today - timedelta(days=late + dice.randint(0, max(0, min(12, column["every"]) - 1)))
        rows = []
        for number in range(LISTED):
            path = f"/{column['path']}/{number}.html"
            on = f"<span>{day:%Y-%m-%d}</span>" if dated else ""
            rows.append(f'<li><a href="{path}">{self.name}{self._subject(path)}</a>{on}</li>')
            day -= timedelta(days=dice.randint(1, column["every"] + 1))
        return f"<ul>{''.join(rows)}</ul>"

    def _subject(self, key: str) -> str:
        return str(random.Random(f"{self.slug}{key}").choice(source("websites")["subjects"]))  # noqa: S311 - no secret

    def _text(self, key: str) -> str:
        return "".join(f"<p>{self.name}{self._subject(f'{key}{number}')}，取得明显成效。</p>" for number in range(3))


def _today() -> date:
    return datetime.now(ZONE).date()


def columns() -> Sequence[Mapping[str, Any]]:
    """What every site has in its navigation."""
    found: list[dict[str, Any]] = source("websites")["columns"]
    return found


def sites(today: date | None = None) -> Iterator[DepartmentSite]:
    """The site of each department, in the order of the data file."""
    faults = source("websites")["faults"]
    for each in departments():
        yield DepartmentSite(each.slug, each.name, faults.get(each.slug, {}), today)


def lifetime(site: DepartmentSite) -> tuple[int, int] | None:
    """Since how many days a site's own certificate is valid and for how many; None: it has the usual one."""
    if site.faults.get("expired"):
        return 400, 391
    if site.faults.get("soon"):
        return 350, 365
    return None
