"""How the departments' web sites stand: the latest inspection of each, the one before, since when it sleeps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Window
from django.db.models.functions import RowNumber

from inventory.declare.permissions import restrict
from inventory.inspection.choices import Veto
from inventory.inspection.models import HelpGiven, Inspection, Website

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Site:
    """One web site. `latest` None: never inspected; `asleep_since` is the first inspection that found it asleep."""

    website: Website
    latest: Inspection | None
    before: Inspection | None
    asleep_since: datetime | None
    help: Sequence[HelpGiven]

    @property
    def name(self) -> str:
        """The service's name."""
        return str(self.website.service.name)

    @property
    def department(self) -> str:
        """Whose site it is; empty where nobody is stated."""
        tenant = self.website.service.tenant
        return tenant.name if tenant else ""

    @property
    def result(self) -> str:
        """`pass`, `fail` or `unknown`; never inspected is unknown."""
        return self.latest.result if self.latest else "unknown"

    @property
    def asleep(self) -> bool | None:
        """Whether it sleeps; None is not known."""
        return self.latest.asleep if self.latest else None

    @property
    def change(self) -> float | None:
        """Points more than the inspection before; None where one of the two has none."""
        if not self.latest or not self.before or self.latest.points is None or self.before.points is None:
            return None
        return float(self.latest.points - self.before.points)

    @property
    def vetoes(self) -> list[str]:
        """Why it fails whatever its points, in the reader's language."""
        return vetoes_of(self.latest)


def vetoes_of(inspection: Inspection | None) -> list[str]:
    """The vetoes of an inspection, in the reader's language; a code that is no longer known stays as it is."""
    codes = inspection.detail.get("vetoes", []) if inspection else []
    return [str(Veto(code).label) if code in Veto else str(code) for code in codes]


def sites(user: Any, only: Iterable[int] | None = None) -> list[Site]:
    """The sites that a person may see, best first, those without a rank last. Five queries, whatever their number."""
    rows = restrict(Website.objects.select_related("service__tenant"), user, "view")
    websites = list(rows if only is None else rows.filter(pk__in=list(only)))
    ids = [each.pk for each in websites]
    latest = _latest(user, ids)
    asleep = [key for key, found in latest.items() if found[0].asleep]
    since, helped = _since(asleep), _help(user, ids)
    listed = [
        Site(each, found[0] if found else None, found[1] if found[1:] else None, since.get(each.pk), helped[each.pk])
        for each in websites
        for found in (latest.get(each.pk, []),)
    ]
    return sorted(listed, key=_place)


def _place(site: Site) -> tuple[bool, int, str]:
    rank = site.latest.rank if site.latest else None
    return rank is None, rank or 0, site.name


def _latest(user: Any, ids: list[int]) -> dict[int, list[Inspection]]:
    """Site → its latest inspection and the one before, where there are any."""
    number = Window(RowNumber(), partition_by=F("website"), order_by=[F("at").desc(), F("id").desc()])
    rows = restrict(Inspection.objects.filter(website__in=ids), user, "view")
    found: dict[int, list[Inspection]] = defaultdict(list)
    for each in rows.annotate(number=number).filter(number__lte=2).order_by("website", "number"):
        found[each.website_id].append(each)
    return found


def _since(ids: list[int]) -> dict[int, datetime]:
    """Sleeping site → when it was first found asleep after it was last found awake."""
    awake = dict(
        Inspection.objects.filter(website__in=ids, asleep=False).order_by().values_list("website").annotate(Max("at"))
    )
    found: dict[int, datetime] = {}
    rows = Inspection.objects.filter(website__in=ids, asleep=True).order_by("at").values_list("website", "at")
    for website, at in rows:
        if website not in found and (website not in awake or at > awake[website]):
            found[website] = at
    return found


def _help(user: Any, ids: list[int]) -> dict[int, list[HelpGiven]]:
    found: dict[int, list[HelpGiven]] = defaultdict(list)
    for each in restrict(HelpGiven.objects.filter(website__in=ids), user, "view").select_related("team"):
        found[each.website_id].append(each)
    return found
