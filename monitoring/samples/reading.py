"""Facts of a poll as samples. What a device did not state has no sample; nothing becomes zero."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from monitoring.metrics.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from collectors.facts import DeviceFacts
    from monitoring.metrics.metric import Metric, Source

SEVERITIES: Final = {"ok": 0.0, "warning": 1.0, "critical": 2.0}
FROM_FACTS: Final = [metric for metric in METRICS.values() if metric.source is not None]

Labels = tuple[str, ...]
"""Values of a metric's labels, in their order."""


def samples(facts: DeviceFacts) -> Iterator[tuple[Metric, dict[Labels, float]]]:
    """Each metric of which the facts say something, with its values. Of two rows called alike the first counts."""
    names = {row.index: row.name for row in facts.interfaces or () if row.name}
    for metric in FROM_FACTS:
        source = metric.source
        if source is None:
            continue
        found: dict[Labels, float] = {}
        for row in _rows(facts, source):
            value = _value(row, source)
            if value is not None and (labels := NAMERS[source.section](row, names)) is not None:
                found.setdefault(labels, value)
        if found:
            yield metric, found


def _rows(facts: DeviceFacts, source: Source) -> Iterator[Any]:
    if not source.section:
        yield facts
        return
    for row in getattr(facts, source.section) or ():
        if all(getattr(row, FIELDS.get(name, name)) == wanted for name, wanted in source.where):
            yield row


def _value(row: Any, source: Source) -> float | None:
    stated: Any = getattr(row, source.field)
    if stated is None:
        return None
    if source.field == "severity":
        return SEVERITIES.get(stated)
    if source.truth:
        return 1.0 if stated in source.truth else 0.0 if stated in source.lie else None
    if not math.isfinite(stated):
        return None
    figure: float = stated if source.scale == 1.0 else stated * source.scale  # an integer stays exact beyond 2**53
    return figure


FIELDS: Final = {"class": "class_"}
"""Names of facts that Python reserves."""


def _interface(row: Any, names: Mapping[int, str]) -> Labels | None:
    name = getattr(row, "local_port", None) or names.get(row.if_index)
    return (name,) if name else None


def _called(*fields: str, otherwise: str = "all") -> Callable[[Any, Mapping[int, str]], Labels | None]:
    """By the first field that is stated."""

    def name(row: Any, _names: Mapping[int, str]) -> Labels | None:
        return (next((str(value) for each in fields if (value := getattr(row, each)) not in {None, ""}), otherwise),)

    return name


NAMERS: Final[Mapping[str, Callable[[Any, Mapping[int, str]], Labels | None]]] = {
    "": lambda _row, _names: (),
    "ups": lambda _row, _names: (),
    "interfaces": lambda row, _names: (row.name,) if row.name else None,
    "counters": _interface,
    "poe_ports": _interface,
    "processors": _called("descr"),
    "mempools": _called("descr"),
    "storage": _called("descr"),
    "sensors": _called("descr", "index", otherwise="sensor"),
    "outlets": _called("name", "index"),
    "bgp_peers": _called("address"),
    "conference": _called("name", otherwise="1"),
}
"""Section of facts → what tells its rows apart, as values of a metric's labels."""
