"""What an inspection amounts to: findings, vetoes, points, rank. Pure; every figure can be set.

The figures are those of the 2015 census of government sites (国办) and of 国办秘函〔2019〕19号 as they are quoted in
public; those marked as ours are in neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal, TypeVar

from msgspec import Struct

from collectors.inspection.seen import Certificate, Column, Finding, Inspected, Visit

Key = TypeVar("Key")
Veto = Literal["closed", "home-old", "columns-old", "columns-blank"]
Result = Literal["pass", "fail", "unknown"]
FULL: Final = 100.0


class Rules(Struct, frozen=True, kw_only=True):
    """Limits and points. Days are calendar days; shares are per cent."""

    closed_share: float = 5.0  # 2015: veto from this share of visits on
    closed_visits: int = 20  # 2015: visits a day; fewer say nothing, unless every one failed
    home_days: int = 14  # 2015: two weeks
    news_days: int = 14  # 2015: two weeks
    notice_days: int = 183  # 2015: six months
    old_columns: int = 5  # 2015: veto
    blank_columns: int = 5  # 2015: veto
    pass_points: float = 60.0  # 2015
    closed_points: float = 5.0  # 2015: for each per cent of visits
    home_dead_points: float = 1.0  # 2015
    dead_points: float = 0.1  # 2015
    old_points: float = 4.0  # ours: for each column
    blank_points: float = 5.0  # ours
    encoding_points: float = 2.0  # ours: for each page
    encoding_most: float = 10.0  # ours
    certificate_points: float = 5.0  # ours
    soon_points: float = 1.0  # ours: it expires within the days that `certificate_days` says
    certificate_days: int = 30  # ours


class Judged(Struct, frozen=True, kw_only=True):
    """One site judged. `points` None: too little is known."""

    result: Result
    points: float | None
    vetoes: tuple[Veto, ...]
    findings: tuple[Finding, ...]  # those of the inspection and what the limits make findings
    deductions: Mapping[str, float]  # kind of finding → points
    asleep: bool | None  # nothing new for longer than allowed, or not there; None: unknown
    opened_share: float | None  # per cent of visits


def judge(seen: Inspected, visits: Sequence[Visit] = (), rules: Rules | None = None) -> Judged:
    """Judge an inspection together with the visits of the week before it."""
    rules, today = rules or Rules(), seen.at.date()
    all_visits = [*visits, *seen.visits]
    failed = sum(not each.ok for each in all_visits)
    share = 100.0 * failed / len(all_visits) if all_visits else None
    findings = [*seen.findings, *_certificate(seen.url, seen.certificate, seen.at, rules)]
    closed = share is not None and (
        failed == len(all_visits) or (len(all_visits) >= rules.closed_visits and share >= rules.closed_share)
    )
    if closed:
        findings.append(_closed(seen.url, [each for each in all_visits if not each.ok], len(all_visits)))
    if seen.opened:
        findings += _age(seen, today, rules)
    vetoes = tuple(_vetoes(findings, rules))
    deductions = _deductions(findings, share, rules)
    known = seen.opened and seen.readable
    points = max(0.0, round(FULL - sum(deductions.values()), 1)) if known else (0.0 if closed else None)
    opened = None if share is None else round(100.0 - share, 2)
    return Judged(
        result=_result(points, vetoes, rules), points=points, vetoes=vetoes, findings=tuple(findings),
        deductions=deductions, asleep=_asleep(seen, findings, closed=closed, rules=rules), opened_share=opened,
    )  # fmt: skip


def _result(points: float | None, vetoes: Sequence[Veto], rules: Rules) -> Result:
    if vetoes:
        return "fail"
    if points is None:
        return "unknown"
    return "pass" if points >= rules.pass_points else "fail"


def _closed(url: str, failed: Sequence[Visit], total: int) -> Finding:
    last = failed[-1]
    return Finding(
        kind="closed", page=url, evidence=last.reason, detail=f"{len(failed)} of {total} visits", home=True
    )  # fmt: skip


def _certificate(url: str, shown: Certificate | None, now: datetime, rules: Rules) -> Iterable[Finding]:
    if shown is None:
        return
    names = ", ".join(shown.names[:5])
    if not shown.ok:
        yield Finding(kind="certificate", page=url, evidence=names or shown.issuer, detail=shown.reason, home=True)
    elif shown.expires is not None and (shown.expires - now).days < rules.certificate_days:
        yield Finding(
            kind="certificate-soon", page=url, evidence=names or shown.issuer, detail=f"{shown.expires:%Y-%m-%d}",
            home=True,
        )  # fmt: skip


def _age(seen: Inspected, today: date, rules: Rules) -> Iterable[Finding]:
    """What is older than allowed, or has no date, which counts as old."""
    if seen.readable and is_old(seen.home_newest, today, rules.home_days):
        yield Finding(
            kind="home-old", page=seen.url, evidence=seen.title, detail=_day(seen.home_newest), home=True
        )  # fmt: skip
    for each in seen.columns:
        if each.read and each.blank:
            yield Finding(kind="column-blank", page=each.url, evidence=each.title)
        elif each.read and (days := limit(each, rules)) is not None and is_old(each.newest, today, days):
            yield Finding(kind="column-old", page=each.url, evidence=each.title, detail=_day(each.newest))


def limit(column: Column, rules: Rules) -> int | None:
    """Days that the newest item of a column may be old; None where nothing is due."""
    return {"news": rules.news_days, "notice": rules.notice_days}.get(column.kind)


def is_old(newest: date | None, today: date, days: int) -> bool:
    """Whether nothing is new enough; nothing dated is old."""
    return newest is None or (today - newest).days > days


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _count(findings: Iterable[Finding], *kinds: str) -> int:
    return sum(each.kind in kinds for each in findings)


def _vetoes(findings: Sequence[Finding], rules: Rules) -> Iterable[Veto]:
    if _count(findings, "closed"):
        yield "closed"
    if _count(findings, "home-old"):
        yield "home-old"
    if _count(findings, "column-old") >= rules.old_columns:
        yield "columns-old"
    if _count(findings, "column-blank") >= rules.blank_columns:
        yield "columns-blank"


def _deductions(findings: Sequence[Finding], share: float | None, rules: Rules) -> dict[str, float]:
    dead = [each.home for each in findings if each.kind == "dead-link"]
    points = {
        "closed": (share or 0.0) * rules.closed_points,
        "dead-link": sum(rules.home_dead_points if home else rules.dead_points for home in dead),
        "column-old": _count(findings, "column-old") * rules.old_points,
        "column-blank": _count(findings, "column-blank") * rules.blank_points,
        "encoding": min(rules.encoding_most, _count(findings, "encoding") * rules.encoding_points),
        "certificate": _count(findings, "certificate") * rules.certificate_points,
        "certificate-soon": _count(findings, "certificate-soon") * rules.soon_points,
    }
    return {kind: round(value, 2) for kind, value in points.items() if value}


def _asleep(seen: Inspected, findings: Sequence[Finding], *, closed: bool, rules: Rules) -> bool | None:
    """Not there, nothing new on the home page, or nothing new in any column that should have something."""
    if closed or _count(findings, "home-old"):
        return True
    if not seen.opened or not seen.readable:
        return None
    due = [each for each in seen.columns if each.read and limit(each, rules) is not None]
    return bool(due) and _count(findings, "column-old") + _count(findings, "column-blank") >= len(due) > 0


def rank(judged: Mapping[Key, Judged]) -> dict[Key, int]:
    """Rank from 1; who passes stands before who fails, equals share a rank, and who is unknown has none."""
    order = {key: (each.result == "fail", -each.points) for key, each in judged.items() if each.points is not None}
    places = sorted(order.values())
    return {key: places.index(place) + 1 for key, place in order.items()}
