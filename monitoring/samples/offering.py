"""What other parts of the product offer to `/metrics/services`.

A module that knows states or figures of services registers a function at import:

    @offers
    def states() -> Iterator[Offer]:
        yield Offer("infoport_service_up", ("mail",), 1.0, at)

It is called in the request of whoever scrapes, and reads what that person may see. The metric is in the registry.
"""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from monitoring.metrics.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime


class Offer(NamedTuple):
    """One sample: a registered metric, the values of its labels in order, and when it was found (None: now)."""

    metric: str
    labels: tuple[str, ...]
    value: float
    at: datetime | None = None


_sources: Final[list[Callable[[], Iterable[Offer]]]] = []


def offers(function: Callable[[], Iterable[Offer]]) -> Callable[[], Iterable[Offer]]:
    """Decorate a function without arguments that yields offers."""
    _sources.append(function)
    return function


def offered() -> dict[str, list[Offer]]:
    """All offers by metric, in the order of the registry. Raises `KeyError` for a metric that is not registered."""
    import_module("monitoring.samples.inventory_figures")  # registers what the inventory itself can tell
    found: dict[str, list[Offer]] = defaultdict(list)
    for source in _sources:
        for offer in source():
            found[METRICS[offer.metric].name].append(offer)
    return {name: found[name] for name in METRICS if name in found}
