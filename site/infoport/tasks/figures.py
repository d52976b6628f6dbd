"""Business figures are asked for over HTTP when they are due; those of segments that outposts serve are not."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from asgiref.sync import sync_to_async
from django.db import transaction
from django.db.models import DateTimeField, OuterRef, Subquery
from django.utils import timezone
from procrastinate.contrib.django import app

from collectors.figures.fetching import fetch
from collectors.figures.reading import Unread, number_in_json, number_in_prometheus
from infoport.tasks.boundary import guarded
from inventory.outposts.models import Outpost
from inventory.services.choices import FigureSource, ValueOrigin
from inventory.services.models import BusinessFigure, BusinessFigureValue, FigureAnswer
from inventory.services.rules.figures import add_value

SECONDS: Final = 10.0
TOGETHER: Final = 16
MINUTE: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(hours=1)
"""One that fails is asked again after 1, 2, 4 … minutes, and no seldomer than this or its interval."""
SHOWN: Final = 4096
"""Characters of an answer that are kept to be looked at."""


@app.periodic(cron="* * * * *")
@app.task(name="figures.collect", queue="upkeep", queueing_lock="figures.collect")
async def collect(timestamp: int) -> None:
    """Ask for all that is due. One that does not answer keeps its last value, which ages, and is asked again later."""
    del timestamp
    slots = asyncio.Semaphore(TOGETHER)

    async def one(figure: BusinessFigure) -> None:
        async with slots:
            with guarded(f"collect the figure {figure.name} of {figure.service.name}"):
                try:
                    text, value = await _asked(figure)
                except Unread as error:
                    await sync_to_async(_failed)(figure, str(error))
                    raise
                await sync_to_async(_answered)(figure, text, value)

    await asyncio.gather(*[one(figure) for figure in await sync_to_async(due)()])


def due() -> list[BusinessFigure]:
    """Enabled figures read over HTTP whose newest collected value is as old as their interval, or that have none."""
    collected = BusinessFigureValue.objects.filter(figure=OuterRef("pk")).exclude(origin=ValueOrigin.STATED)
    newest = collected.order_by("-at").values("at")[:1]
    afar = Outpost.objects.filter(enabled=True, segments__isnull=False).values("segments")
    figures = (
        BusinessFigure.objects.filter(enabled=True, source__in=[FigureSource.JSON, FigureSource.PROMETHEUS])
        .exclude(service__segments__in=afar)
        .annotate(newest=Subquery(newest, output_field=DateTimeField()))
        .select_related("service", "answer")
    )
    now = timezone.now()
    return [each for each in figures if _is_due(each, each.newest, now)]


def _is_due(figure: BusinessFigure, newest: datetime | None, now: datetime) -> bool:
    interval = timedelta(seconds=figure.interval)
    answer: FigureAnswer | None = getattr(figure, "answer", None)
    if answer is not None and answer.failures:
        return answer.asked + pause(answer.failures, interval) <= now
    return newest is None or newest + interval <= now


def pause(failures: int, interval: timedelta) -> timedelta:
    """How long a figure that failed so often in a row is left alone."""
    return min(MINUTE * (1 << min(failures - 1, 20)), max(interval, LONGEST))


async def _asked(figure: BusinessFigure) -> tuple[str, Decimal]:
    answer = await fetch(figure.address, SECONDS)
    text = answer.decode(errors="replace").replace("\0", "")
    if figure.source == FigureSource.JSON:
        return text, number_in_json(answer, figure.query)
    return text, number_in_prometheus(text, figure.query)


@transaction.atomic
def _answered(figure: BusinessFigure, text: str, value: Decimal) -> None:
    made = add_value(figure, value, origin=ValueOrigin.COLLECTED, reference=figure.address[:200])
    FigureAnswer.objects.update_or_create(
        figure=figure,
        defaults={
            "asked": made.at, "answered": made.at, "address": figure.address, "query": figure.query,
            "text": text[:SHOWN], "failures": 0, "error": "",
        },
    )  # fmt: skip


@transaction.atomic
def _failed(figure: BusinessFigure, error: str) -> None:
    found, _made = FigureAnswer.objects.select_for_update().get_or_create(
        figure=figure, defaults={"asked": timezone.now(), "address": figure.address, "query": figure.query}
    )
    found.asked, found.error, found.failures = timezone.now(), error, found.failures + 1
    found.save()
