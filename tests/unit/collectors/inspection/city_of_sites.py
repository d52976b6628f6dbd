"""64 web sites with planted faults: written in many ways, as sites are, with what looks like a fault and is none."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from infoport.demo.websites.hosting import Reply

TODAY = date(2026, 11, 26)
NEWS = ["工作动态", "政务要闻", "新闻中心", "图片新闻", "部门快讯", "时政新闻", "行业资讯"]
NOTICES = ["通知公告", "政策法规", "规范性文件", "人事信息招考", "政府采购", "政策解读", "公示公告"]
OTHERS = ["机构职能", "领导介绍", "办事指南", "联系我们"]
WORDS = "全市工作会议召开学习贯彻精神部署推进重点项目建设优化营商环境服务群众开展专项检查行动取得成效加强管理提升水平"
CHINESE = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
FORMS = ["iso", "slash", "dot", "han", "chinese", "bracket", "label", "short", "time", "inlink"]
LISTS = ["ul", "table", "div", "dl"]
NAVS = ["nav", "class", "bare", "table"]
KINDS = [
    "closed",
    "slow",
    "error",
    "expired",
    "host",
    "soon",
    "home-old",
    "home-undated",
    "column-old",
    "column-undated",
    "columns-old",
    "column-blank",
    "columns-blank",
    "dead-home",
    "dead-column",
    "dead-column-link",
    "dead-soft",
    "dead-outside",
    "dead-private",
    "gbk-as-utf8",
    "utf8-as-gbk",
    "undeclared",
    "spoilt",
    "none",
    "none",
    "none",
]

CLOSED = {"closed", "slow", "error"}


def spell(day: date, form: str) -> str:
    number = f"{day.month:02d}", f"{day.day:02d}"
    if form == "chinese":
        year = "".join(CHINESE[each] for each in str(day.year))
        return f"{year}年{_numeral(day.month)}月{_numeral(day.day)}日"
    return {
        "iso": f"{day:%Y-%m-%d}", "slash": f"{day.year}/{day.month}/{day.day}", "dot": f"{day:%Y.%m.%d}",
        "han": f"{day.year}年{day.month}月{day.day}日", "bracket": f"[{day:%Y-%m-%d}]",
        "label": f"发布时间：{day:%Y-%m-%d} 09:30", "short": f"[{number[0]}-{number[1]}]", "time": "",
        "inlink": f"{day:%Y-%m-%d}",
    }[form]  # fmt: skip


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (digits[ones] if ones else "")


@dataclass
class Planted:
    """One site: what it answers, and the truth about it."""

    host: str
    seed: int
    kind: str
    truth: set[tuple[str, str]] = field(default_factory=set)  # (kind of finding, where)
    newest: date | None = None
    pages: dict[str, Reply] = field(default_factory=dict)
    asleep: bool = False

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.form, self.list, self.nav = (self.dice.choice(each) for each in (FORMS, LISTS, NAVS))
        self.encoding = self.dice.choice(["utf-8", "utf-8", "gbk"])
        self.declares = self.dice.choice(["meta", "header", "both"])
        self.url = f"https://{self.host}/"
        self.soft = self.kind == "dead-soft"
        self.serial = 0
        self._write()

    def __call__(self, path: str) -> Reply:
        found = self.pages.get(path)
        if found is not None:
            return found
        if self.soft:
            return self._page("首页", "<p>您访问的内容走丢了，请返回首页或使用搜索。</p>")
        return Reply(status=404, body=b"404 Not Found")

    # ---- pages

    def _page(self, title: str, main: str, **reply: object) -> Reply:
        side = "".join(
            f"<li><a href='/hot/{n}.html'>{self._title(n)}</a> <span>{spell(TODAY, 'iso')}</span></li>"
            for n in range(3)
        )
        frame = {
            "nav": f"<nav><ul>{self.menu}</ul></nav>", "class": f"<div class='main-nav'>{self.menu}</div>",
            "bare": f"<div>{self.menu}</div>", "table": f"<table><tr>{self.menu}</tr></table>",
        }[self.nav]  # fmt: skip
        label = {"utf-8": "utf-8", "gbk": self.dice.choice(["gb2312", "gbk", "GB18030"])}[self.encoding]
        header, meta = self.declares != "meta", self.declares != "header"
        if self.kind == "gbk-as-utf8" and reply.get("bad"):
            label, header, meta = "utf-8", True, True
        if self.kind == "utf8-as-gbk" and reply.get("bad"):
            label, header, meta = "gb2312", False, True
        if self.kind == "undeclared" and reply.get("bad"):
            header = meta = False
        reply.pop("bad", None)
        sided = reply.pop("sided", True) and self.sided
        text = (
            f"<!DOCTYPE html><html><head>{f'<meta charset={label}>' if meta else ''}<title>{title}</title></head><body>"
            f"<div class='header'>今天是{spell(TODAY, 'han')}</div>{frame}<div class='location'>当前位置</div>"
            f"<div class='main'>{main}</div><div class='side'>热点<ul>{side if sided else ''}</ul></div>"
            f"<div class='footer'>版权所有 (C) 2005-2026 更新时间：{spell(TODAY, 'iso')}</div></body></html>"
        )
        kind = f"text/html; charset={label}" if header else "text/html"
        return Reply(body=text.encode(self.encoding), kind=kind, **reply)  # type: ignore[arg-type]

    def _title(self, number: int) -> str:
        dice = random.Random(f"{self.host}{number}")
        words = "".join(dice.sample(WORDS, 12))
        return f"{words}（2026年12月3日起施行）" if dice.random() < 0.2 else words

    def _list(self, days: list[date | None], links: list[str] | None = None) -> str:
        rows = []
        for at, day in enumerate(days):
            self.serial += 1
            path = links[at] if links else f"/art/{self.serial}.html"
            if path.startswith("/art/"):
                self.pages[path] = self._page("文章", f"<h1>标题</h1><p>{'正文内容。' * 12}</p>")
            spelled = spell(day, self.form) if day else ""
            if day and self.form == "time":
                spelled = f"<time datetime='{day}T08:00:00+08:00'>{day.month}/{day.day}</time>"
            title = self._title(self.serial)
            inside = f" {spelled}" if self.form == "inlink" else ""
            outside = "" if self.form == "inlink" else spelled
            rows.append((f"<a href='{path}'>{title}{inside}</a>", outside))
        if self.list == "table":
            return f"<table>{''.join(f'<tr><td>·</td><td>{a}</td><td>{b}</td></tr>' for a, b in rows)}</table>"
        if self.list == "div":
            return f"<div>{''.join(f'<div class=row>{a}<em>{b}</em></div>' for a, b in rows)}</div>"
        if self.list == "dl":
            return f"<dl>{''.join(f'<dd><i>{b}</i>{a}</dd>' for a, b in rows)}</dl>"
        return f"<ul>{''.join(f'<li>{a}<span>{b}</span></li>' for a, b in rows)}</ul>"

    def _days(self, newest: int) -> list[date | None]:
        return [TODAY - timedelta(days=newest + self.dice.randint(1, 9) * n) for n in range(5)]

    # ---- the site

    def _write(self) -> None:
        dice, kind = self.dice, self.kind
        columns = [*dice.sample(NEWS, 4), *dice.sample(NOTICES, 3), *dice.sample(OTHERS, 2)]
        paths = {title: f"/c{at}/" for at, title in enumerate(columns)}
        item = "td" if self.nav == "table" else "li" if self.nav == "nav" else "span"
        self.menu = "".join(f"<{item}><a href='{path}'>{title}</a></{item}> " for title, path in paths.items())
        self.sided = dice.random() < 0.5
        if self.sided:
            for number in range(3):
                self.pages[f"/hot/{number}.html"] = self._page("热点", f"<p>{'热点内容。' * 12}</p>")
        old = {"column-old": 1, "columns-old": 5}.get(kind, 0)
        blank = {"column-blank": 2, "columns-blank": 5}.get(kind, 0)
        chosen = dice.sample(columns[:7], 7)
        fates = dict.fromkeys(chosen[:old], "old") | dict.fromkeys(chosen[:blank], "blank")
        if kind == "column-undated":
            fates[chosen[0]] = "undated"
        bad = {title: title == columns[1] for title in columns}
        for title, path in paths.items():
            self._column(title, path, fates.get(title, ""), bad=bad[title])
        self._faults(paths, columns)
        self._home()

    def _column(self, title: str, path: str, fate: str, *, bad: bool) -> None:
        url = f"https://{self.host}{path}"
        fresh = self.dice.randint(0, 13 if title in NEWS else 180)
        if title in OTHERS:
            main = f"<h1>{title}</h1><p>{'负责全市有关工作的组织协调和监督检查。' * 4}</p>"
        elif fate == "blank":
            main = self.dice.choice(["", "<p>栏目建设中，敬请期待</p>", "<div>暂无相关信息</div>"])
            self.truth.add(("column-blank", url))
        elif fate == "undated":
            main = self._list([None] * 5)
            self.truth.add(("column-old", url))
        else:
            if fate == "old":
                fresh = self.dice.randint(15, 90) if title in NEWS else self.dice.randint(185, 360)
                self.truth.add(("column-old", url))
            main = self._list(self._days(fresh))
        if bad and self.kind in {"gbk-as-utf8", "utf8-as-gbk", "undeclared"}:
            self.encoding = "utf-8" if self.kind == "utf8-as-gbk" else "gbk"
        kept = self.encoding
        self.pages[path] = self._page(title, main, bad=bad)
        self.encoding = kept
        if bad and self.kind in {"gbk-as-utf8", "utf8-as-gbk", "undeclared"}:
            self.truth.add(("encoding", url))
        if bad and self.kind == "spoilt":
            self.encoding = "utf-8"
            self.pages[path] = self._page(title, main + "<p>锟斤拷锟斤拷锟斤拷</p>")
            self.truth.add(("encoding", url))

    def _faults(self, paths: dict[str, str], columns: list[str]) -> None:
        first = paths[columns[0]]
        where = f"https://{self.host}"
        if self.kind == "dead-column":
            del self.pages[paths[columns[-1]]]
            self.truth.add(("dead-link", f"{where}{paths[columns[-1]]}"))
        gone = {
            "dead-column-link": f"{where}/gone/1.html", "dead-soft": f"{where}/gone/2.html",
            "dead-outside": "https://outside.example/gone.html", "dead-private": "http://10.1.2.3/inner",
        }.get(self.kind)  # fmt: skip
        if gone:
            links = [gone, *(f"/art/{first.strip('/')}{n}.html" for n in range(4))]
            self.pages[first] = self._page(columns[0], self._list(self._days(1), links))
            self.truth.add(("dead-link", gone))

    def _home(self) -> None:
        kind, where = self.kind, self.url
        fresh = self.dice.randint(0, 13)
        days = self._days(fresh)
        if kind == "home-old":
            fresh = self.dice.randint(15, 60)
            days = self._days(fresh)
        if kind == "home-undated":
            days = [None] * 5
        if kind in {"home-old", "home-undated"}:
            self.truth.add(("home-old", where))
        main = "<h2>要闻</h2>" + self._list(days)
        main += self._harmless()
        if kind == "dead-home":
            main += "<p><a href='/gone/home.html'>一条已经打不开的首页链接</a></p>"
            self.truth.add(("dead-link", f"{self.url}gone/home.html"))
        self.pages["/"] = self._page(f"{self.host} 网站", main, sided=False)
        self._fail()
        self.asleep = kind in {*CLOSED, "home-old", "home-undated"}

    def _harmless(self) -> str:
        """Links that are no faults: another site, a page that asks for a login, one that robots.txt keeps to itself,
        one that moved, one to a port that nobody asks, a script, a mail address."""
        self.pages["/login"] = Reply(status=403, body=b"forbidden")
        self.pages["/moved"] = Reply(status=302, location=self.url + "landed")
        self.pages["/landed"] = self._page("到了", f"<p>{'搬到了这里。' * 8}</p>")
        self.pages["/robots.txt"] = Reply(kind="text/plain", body=b"User-agent: *\nDisallow: /private/\n")
        return (
            "<p><a href='https://outside.example/'>友好网站的首页在这里打开</a></p>"
            "<p><a href='/login'>内部办公系统登录入口</a></p>"
            "<p><a href='/private/gone.html'>不让机器人来看的一页内容</a></p>"
            "<p><a href='/moved'>搬了家的一页内容在这里呢</a></p>"
            "<p><a href='http://93.184.216.34:9099/x'>奇怪端口上的一个应用系统</a></p>"
            "<p><a href='javascript:void(0)'>脚本</a><a href='mailto:a@b.example'>信箱</a><a href='#top'>顶部</a></p>"
        )

    def _fail(self) -> None:
        """What goes wrong with the home page as a whole, or with its certificate."""
        home = self.pages["/"]
        if self.kind in CLOSED:
            self.pages["/"] = {
                "closed": Reply(status=503, body=b"down"), "error": Reply(status=500, body=b"error"),
                "slow": Reply(body=home.body, kind=home.kind, delay=3.0),
            }[self.kind]  # fmt: skip
            self.truth = {("closed", self.url)}
        if self.kind in {"expired", "host"}:
            self.truth.add(("certificate", self.url))
        if self.kind == "soon":
            self.truth.add(("certificate-soon", self.url))


def city(seed: int) -> list[Planted]:
    """64 sites: every kind of fault at least twice, the rest sound."""
    dice = random.Random(seed)
    kinds = (KINDS * 3)[:64]
    dice.shuffle(kinds)
    return [Planted(f"site{at:02d}.changchun.example", seed * 100 + at, kind) for at, kind in enumerate(kinds)]
