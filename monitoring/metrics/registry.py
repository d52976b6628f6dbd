"""All metrics by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitoring.metrics.definitions import (
    conferencing,
    device,
    environment,
    interface,
    power,
    process,
    room,
    service,
    venue,
)
from monitoring.metrics.metric import NAMED, Metric, faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitoring.metrics.metric import Scope


class Malformed(Exception):
    """A definition breaks the rules of the registry."""


def registered(metrics: Iterable[Metric]) -> Mapping[str, Metric]:
    """The metrics by name, in order. Raises `Malformed` with everything that is wrong."""
    found: dict[str, Metric] = {}
    said: list[str] = []
    alerts: set[str] = set()
    for metric in metrics:
        said += faults(metric)
        if metric.name in found:
            said.append(f"{metric.name}: it is defined twice")
        for alert in metric.alerts:
            if alert.name in alerts:
                said.append(f"{metric.name}: the alert {alert.name} is defined twice")
            alerts.add(alert.name)
        found[metric.name] = metric
    said += [
        f"{metric.name}: {name} is no registered metric"
        for metric in found.values()
        for query in metric.queries
        for name in sorted(set(NAMED.findall(query)) - found.keys())
    ]
    if said:
        raise Malformed("; ".join(said))
    return found


MODULES: Final = (device, interface, environment, power, conferencing, venue, room, service, process)
METRICS: Final = registered(metric for module in MODULES for metric in module.METRICS)


def of(scope: Scope) -> list[Metric]:
    """The metrics of a scope, in the order of their definitions."""
    return [metric for metric in METRICS.values() if metric.scope == scope]
