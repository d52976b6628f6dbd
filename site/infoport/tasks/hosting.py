"""Hosting requests are planned as soon as they are submitted; what they no longer need is given back."""

from asgiref.sync import sync_to_async
from procrastinate.contrib.django import app

from inventory.hosting import working


@app.task(name="hosting.plan", queue="hosting")
async def plan(request: int, revision: int) -> None:
    """Plan a request at the revision it was submitted in."""
    await sync_to_async(working.plan)(request, revision)


@app.task(name="hosting.undo", queue="hosting")
async def undo(request: int, revision: int) -> None:
    """Give back what a released request held."""
    del revision
    await sync_to_async(working.give_back)(request)
