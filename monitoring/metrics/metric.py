"""What a metric is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["gauge", "counter"]
Scope: TypeAlias = Literal["devices", "services", "process"]
Severity: TypeAlias = Literal["critical", "warning"]

NAMED: Final = re.compile(r"(?<![\w:])infoport_\w+(?![\w:])")
"""What a query names."""
NAME: Final = re.compile(r"infoport_[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
LABEL: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
UNITS: Final = frozenset({
    "", "bytes", "seconds", "ratio", "celsius", "volts", "amperes", "watts", "joules", "hertz", "dbm",
})  # fmt: skip
"""Base units as Prometheus and OpenMetrics name them; optical power stays in dBm, in which every limit is written."""
FOREIGN: Final = re.compile(
    r"_(?:ms|milliseconds|minutes|hours|days|kb|mb|gb|bits|kilobytes|percent|fahrenheit|milliwatts|kwh|rpm)(?:_|$)"
)
"""Parts of a name that tell of a unit which is no base unit."""


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where in the facts of a poll a value stands: rows of `section`, a field of each.

    `scale` turns the fact's unit into the metric's. `where` admits only rows with these values. `truth` makes a state
    a number: 1 for the texts named, 0 for those of `lie`, absent for any other; what is not stated is absent always.
    """

    section: str
    field: str
    scale: float = 1.0
    where: tuple[tuple[str, str], ...] = ()
    truth: frozenset[str] = frozenset()
    lie: frozenset[str] = frozenset()
    share_of: str = ""  # the field that is the whole; the value is `field` divided by it


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of one dashboard. `{m}` in `query` is the metric; variables are those of the dashboard."""

    dashboard: str
    title: Text
    query: str
    unit: str = "short"  # Grafana's name of it
    kind: Literal["timeseries", "stat", "table", "gauge"] = "timeseries"
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A condition that people are told of. `{m}` in `query` is the metric.

    `example` is a series of the metric, in promtool's notation at one value a minute, that sets it off with the labels
    `labels`; `after` is the minute at which it is firing.
    """

    name: str
    query: str
    summary: Text
    for_: str
    severity: Severity
    example: str
    labels: str = ""
    after: int = 30
    others: tuple[tuple[str, str], ...] = ()  # further series the query reads: selector, values


@dataclass(frozen=True, slots=True)
class Record:
    """A series that Prometheus computes beforehand: its name as `level:metric:operation`, and the query."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. The labels of a metric of devices come after `device`; `unit` is part of the name."""

    name: str
    kind: Kind
    help: Text
    scope: Scope
    unit: str = ""
    labels: tuple[str, ...] = ()
    source: Source | None = None
    origin: str = ""  # in words, where it is no fact of a poll
    panels: tuple[Panel, ...] = ()
    alerts: tuple[Alert, ...] = ()
    records: tuple[Record, ...] = ()

    @property
    def family(self) -> str:
        """The name of its family in OpenMetrics: that of a counter has no `_total`."""
        return self.name.removesuffix("_total") if self.kind == "counter" else self.name

    def asked(self, query: str) -> str:
        """A query with the metric's name where it says `{m}`."""
        return query.replace("{m}", self.name)

    @property
    def queries(self) -> list[str]:
        """Everything that is asked of Prometheus on its behalf."""
        several = [each.query for each in self.panels] + [each.query for each in self.alerts]
        return [self.asked(each) for each in several + [each.query for each in self.records]]


def faults(metric: Metric) -> list[str]:
    """What is wrong with a definition; each sentence names the metric, the expectation and what it found."""
    said = []
    if not NAME.fullmatch(metric.name):
        said.append(f"{metric.name}: a name is infoport_ and words in lower case")
    if metric.unit not in UNITS:
        said.append(f"{metric.name}: {metric.unit!r} is no base unit; they are {', '.join(sorted(UNITS - {''}))}")
    if (metric.kind == "counter") != metric.name.endswith("_total"):
        said.append(f"{metric.name}: counters, and only they, end in _total; it is a {metric.kind}")
    if metric.unit and not metric.family.endswith(f"_{metric.unit}"):
        said.append(f"{metric.name}: the name does not end in its unit {metric.unit!r}")
    if found := FOREIGN.search(metric.name):
        said.append(f"{metric.name}: {found[0].strip('_')!r} is no base unit")
    said += [f"{metric.name}: label {each!r} is no name" for each in metric.labels if not LABEL.fullmatch(each)]
    if not (metric.help.en and metric.help.zh):
        said.append(f"{metric.name}: it must be explained in English and in Chinese")
    if (metric.source is None) == (not metric.origin):
        said.append(f"{metric.name}: it comes either from a fact or from elsewhere, in words")
    return said
