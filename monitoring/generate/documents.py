"""The page of all metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monitoring.generate.rules import rule
from monitoring.metrics.registry import METRICS, of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitoring.metrics.metric import Metric, Scope

SCOPES: Final[dict[Scope, str]] = {
    "devices": "`/metrics/devices`: what polls measured, with the time of the poll. Each sample has a label `device`.",
    "services": "`/metrics/services`: services, rooms, requests.",
    "process": "`/metrics`: Infoport itself, beside `process_*` and `python_*` of the web process that answers.",
}


def metrics_page(note: str) -> str:
    """Every metric with its labels, source, alerts and recorded series."""
    lines = ["# Metrics", "", note, "", "Units are base units. What is unknown has no sample; it is never zero.", ""]
    for scope, text in SCOPES.items():
        lines += [f"## {text.partition(':')[0]}", "", text, ""]
        lines += ["| metric | kind | labels | meaning | 含义 | from |", "| --- | --- | --- | --- | --- | --- |"]
        lines += [_row(metric) for metric in of(scope)]
        lines.append("")
    return "\n".join([*lines, *_alerts(), *_records()])


def _row(metric: Metric) -> str:
    labels = ", ".join(f"`{each}`" for each in metric.labels)
    return f"| `{metric.name}` | {metric.kind} | {labels} | {metric.help.en} | {metric.help.zh} | {_origin(metric)} |"


def _origin(metric: Metric) -> str:
    if metric.source is None:
        return metric.origin
    where = "".join(f", {name} {value}" for name, value in metric.source.where)
    section = f"{metric.source.section}." if metric.source.section else ""
    return f"`{section}{metric.source.field}`{where}"


def _alerts() -> Iterator[str]:
    yield from ("## Alerts", "", "| alert | severity | after | condition | says |", "| --- | --- | --- | --- | --- |")
    for metric in METRICS.values():
        for each in metric.alerts:
            expr = str(rule(metric, each)["expr"]).replace("|", "\\|")
            yield f"| `{each.name}` | {each.severity} | {each.for_} | `{expr}` | {each.summary.en} |"
    yield ""


def _records() -> Iterator[str]:
    yield from ("## Recorded series", "", "| series | query |", "| --- | --- |")
    for metric in METRICS.values():
        for each in metric.records:
            yield f"| `{each.name}` | `{metric.asked(each.query)}` |"
    yield ""
