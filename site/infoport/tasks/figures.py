"""Business figures are asked for over HTTP when they are due; those of segments that outposts serve are not."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Final

from asgiref.sync import sync_to_async
from django.db.models import DateTimeField, OuterRef, Subquery
from django.utils import timezone
from procrastinate.contrib.django import app

from collectors.figures.fetching import fetch
from collectors.figures.reading import number_in_json, number_in_prometheus
from infoport.tasks.boundary import guarded
from inventory.outposts.models import Outpost
from inventory.services.choices import FigureSource, ValueOrigin
from inventory.services.models import BusinessFigure, BusinessFigureValue
from inventory.services.rules.figures import add_value

SECONDS: Final = 10.0
TOGETHER: Final = 16


@app.periodic(cron="* * * * *")
@app.task(name="figures.collect", queue="upkeep", queueing_lock="figures.collect")
async def collect(timestamp: int) -> None:
    """Ask for all that is due. One that does not answer keeps its last value, which ages, and is asked again."""
    del timestamp
    slots = asyncio.Semaphore(TOGETHER)

    async def one(figure: BusinessFigure) -> None:
        async with slots:
            with guarded(f"collect the figure {figure.name} of {figure.service.name}"):
                value = await _asked(figure)
                await sync_to_async(add_value)(
                    figure, value, origin=ValueOrigin.COLLECTED, reference=figure.address[:200]
                )

    await asyncio.gather(*[one(figure) for figure in await sync_to_async(due)()])


def due() -> list[BusinessFigure]:
    """Enabled figures read over HTTP whose newest value is as old as their interval, or that have none."""
    newest = BusinessFigureValue.objects.filter(figure=OuterRef("pk")).order_by("-at").values("at")[:1]
    afar = Outpost.objects.filter(enabled=True, segments__isnull=False).values("segments")
    figures = (
        BusinessFigure.objects.filter(enabled=True, source__in=[FigureSource.JSON, FigureSource.PROMETHEUS])
        .exclude(service__segments__in=afar)
        .annotate(newest=Subquery(newest, output_field=DateTimeField()))
        .select_related("service")
    )
    now = timezone.now()
    return [each for each in figures if each.newest is None or each.newest + timedelta(seconds=each.interval) <= now]


async def _asked(figure: BusinessFigure) -> Decimal:
    answer = await fetch(figure.address, SECONDS)
    if figure.source == FigureSource.JSON:
        return number_in_json(answer, figure.query)
    return number_in_prometheus(answer.decode(), figure.query)
