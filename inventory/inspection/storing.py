"""What visits and inspections saw is kept; what is due is found; sites are ranked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from inventory.inspection.models import Finding, Inspection, InspectionLimit, Visit, Website

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

WEEK: Final = timedelta(days=7)
"""The span of visits by which a home page counts as open (2015 census)."""
KEPT: Final = timedelta(days=14)
VISITED: Final = Q(enabled=True, service__status__in=["active", "trial"]) & ~Q(service__web_address="")
RANKED: Final = """
UPDATE inspection_inspection i SET rank = r.rank FROM (
  SELECT id, rank() OVER (ORDER BY (result = 'fail'), points DESC) FROM (
    SELECT DISTINCT ON (website_id) id, result, points FROM inspection_inspection ORDER BY website_id, at DESC, id DESC
  ) latest WHERE points IS NOT NULL
) r WHERE r.id = i.id AND i.rank IS DISTINCT FROM r.rank
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One inspection as it is kept; the fields are those of `Inspection`."""

    at: datetime
    result: str
    points: float | None
    asleep: bool | None
    newest: date | None
    opened: float | None
    vetoes: Sequence[str] = ()
    findings: Sequence[Mapping[str, Any]] = ()  # kind, page, evidence, detail, home
    detail: Mapping[str, Any] = field(default_factory=dict)


def websites() -> Any:
    """The sites that are visited: of services in use, at a web address."""
    return Website.objects.filter(VISITED).select_related("service").order_by("pk")


def due_visits(every: timedelta) -> list[Website]:
    """Sites that nobody opened for that long."""
    before = timezone.now() - every
    return [each for each in websites().annotate(last=Max("visits__at")) if each.last is None or each.last <= before]


def due_inspections(every: timedelta) -> list[int]:
    """Ids of sites that nobody inspected for that long."""
    before = timezone.now() - every
    latest = websites().annotate(last=Max("inspections__at"))
    return [each.pk for each in latest if each.last is None or each.last <= before]


def limits() -> dict[str, InspectionLimit]:
    """Limits by kind of site."""
    return {each.kind: each for each in InspectionLimit.objects.all()}


def visits_of(website: int, until: datetime) -> list[Visit]:
    """The visits of the week before."""
    return list(Visit.objects.filter(website=website, at__gt=until - WEEK, at__lte=until).order_by("at"))


def keep_visits(rows: Iterable[Visit]) -> None:
    """Keep visits; those of sites deleted meanwhile are dropped."""
    listed = list(rows)
    known = set(Website.objects.filter(pk__in={each.website_id for each in listed}).values_list("pk", flat=True))
    Visit.objects.bulk_create([each for each in listed if each.website_id in known])


def keep(website: int, seen: Seen) -> Inspection:
    """Keep an inspection with its findings, in the caller's transaction."""
    made = Inspection.objects.create(
        website_id=website, at=seen.at, result=seen.result, points=_decimal(seen.points), asleep=seen.asleep,
        newest=seen.newest, opened=_decimal(seen.opened), vetoes=len(seen.vetoes), findings=len(seen.findings),
        detail={**seen.detail, "vetoes": list(seen.vetoes)},
    )  # fmt: skip
    Finding.objects.bulk_create(
        Finding(
            inspection=made, kind=each["kind"], page=each["page"][:500], evidence=each["evidence"][:1000],
            detail=each["detail"][:300], home=each["home"],
        )
        for each in seen.findings
    )  # fmt: skip
    return made


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def place() -> None:
    """Rank the latest inspections: who passes before who fails, then by points; unknown ones have no rank."""
    with connection.cursor() as cursor:
        cursor.execute(RANKED)


def inspected_since(websites_: Iterable[int], since: datetime) -> set[int]:
    """Those of the sites that were inspected since."""
    return set(Inspection.objects.filter(website__in=list(websites_), at__gte=since).values_list("website", flat=True))


def forget() -> int:
    """Delete visits that no judgement needs any more; returns how many."""
    return Visit.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
