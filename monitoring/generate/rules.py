"""Rules for Prometheus, and promtool's tests of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from monitoring.metrics.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitoring.metrics.metric import Alert, Metric

NOTE: Final = "# Written by `make generate` from monitoring/metrics; change that instead.\n"
OWNERS: Final = ("site", "location", "segment", "tenant", "centre", "role", "id")
"""Labels that an alert of a device takes from what the device is: who is told goes by them."""
SERVICE_OWNERS: Final = ("name", "tenant", "centre", "id")
DEVICE: Final = {
    "device": "core01", "site": "main", "location": "room", "segment": "extranet", "tenant": "office",
    "centre": "info-centre", "role": "sensor", "id": "7",
}  # fmt: skip
"""The device of the tests."""
SERVICE: Final = {"service": "mail", "name": "Mail", "tenant": "office", "centre": "info-centre", "id": "3"}
AGGREGATED: Final = re.compile(r"^\s*\w+ by \(([\w, ]*)\)")
LABEL: Final = re.compile(r'(\w+)="([^"]*)"')


def rules() -> str:
    """The rules file."""
    records = [
        {"record": each.name, "expr": metric.asked(each.query)}
        for metric in METRICS.values()
        for each in metric.records
    ]
    alerts = [rule(metric, each) for metric in METRICS.values() for each in metric.alerts]
    groups = [{"name": "infoport-records", "rules": records}, {"name": "infoport-alerts", "rules": alerts}]
    return NOTE + dumped({"groups": groups})


def rule(metric: Metric, alert: Alert) -> dict[str, Any]:
    """One alert, with the labels of who answers for what it is about."""
    expr = metric.asked(alert.query)
    page = ""
    if metric.scope == "devices":
        expr = f"({expr}) * on (device) group_left ({', '.join(OWNERS)}) infoport_device_info"
        page = "/dcim/devices/{{ $labels.id }}/"
    elif "service" in metric.labels:
        expr = f"({expr}) * on (service) group_left ({', '.join(SERVICE_OWNERS)}) infoport_service_info"
        page = "/services/application-services/{{ $labels.id }}/"
    notes = {"summary": alert.summary.en, "summary_zh": alert.summary.zh}
    return {
        "alert": alert.name, "expr": expr, "for": alert.for_, "labels": {"severity": alert.severity},
        "annotations": {**notes, "page": page} if page else notes,
    }  # fmt: skip


def tests() -> str:
    """Promtool's tests: each alert fires at its example, once, with the labels and sentences that people are told."""
    cases = [case(metric, each) for metric in METRICS.values() for each in metric.alerts]
    return NOTE + dumped({"rule_files": ["infoport.rules.yml"], "evaluation_interval": "1m", "tests": cases})


def case(metric: Metric, alert: Alert) -> dict[str, Any]:
    """One alert at its example."""
    own = dict(LABEL.findall(alert.labels))
    about: Mapping[str, str] = {}
    series = [{"series": selector, "values": values} for selector, values in alert.others]
    if metric.scope == "devices":
        about = DEVICE
        own = {"device": DEVICE["device"], **own}
        series.append({"series": f"infoport_device_info{{{braced(DEVICE)}}}", "values": "1x120"})
    elif "service" in metric.labels:
        about = SERVICE
        series.append({"series": f"infoport_service_info{{{braced(SERVICE)}}}", "values": "1x120"})
    series.insert(0, {"series": f"{metric.name}{{{braced(own)}}}", "values": alert.example})
    kept = AGGREGATED.match(alert.query)
    left = {name: own[name] for name in kept[1].split(", ")} if kept else own
    labels = {**left, **{name: about[name] for name in (*OWNERS, *SERVICE_OWNERS) if name in about}}
    made = rule(metric, alert)
    firing = {
        "exp_labels": {**labels, "severity": alert.severity},
        "exp_annotations": {name: filled(text, labels) for name, text in made["annotations"].items()},
    }
    return {
        "interval": "1m", "name": alert.name, "input_series": series,
        "alert_rule_test": [{"eval_time": f"{alert.after}m", "alertname": alert.name, "exp_alerts": [firing]}],
    }  # fmt: skip


def braced(labels: Mapping[str, str]) -> str:
    """Labels between the braces of a selector."""
    return ", ".join(f'{name}="{value}"' for name, value in labels.items())


def filled(text: str, labels: Mapping[str, str]) -> str:
    """An annotation as Prometheus fills it in."""
    return re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda found: labels[found[1]], text)


def dumped(content: Any) -> str:
    """YAML whose lines are as long as they are."""
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
    return text
