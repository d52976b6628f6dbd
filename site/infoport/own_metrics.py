"""What Infoport says of itself, by prometheus-client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    exposition,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from inventory.declare.fetching import fetch
from inventory.declare.viewing import unlimited
from monitoring.metrics.registry import of

if TYPE_CHECKING:
    from collections.abc import Iterator

STATEMENTS: Final = {
    "infoport_jobs": "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2",
    "infoport_polls_overdue": """SELECT count(*) FROM reconcile_access a JOIN reconcile_poll p ON p.access_id = a.id
WHERE a.enabled AND p.next_due < now() - make_interval(secs => a.interval)""",
    "infoport_samples": "SELECT coalesce(sum(samples), 0) FROM samples_block",
    "infoport_remote_write_samples_total": """SELECT outcome, count FROM samples_remote,
LATERAL (VALUES ('sent', sent), ('dropped', dropped)) v(outcome, count)""",
    "infoport_remote_write_failures": "SELECT failures FROM samples_remote",
    "infoport_remote_write_lag_seconds": """SELECT extract(epoch FROM now() - max(at))
FROM samples_sent HAVING count(*) > 0""",
}
"""Metric → labels and value, as rows."""


class Stored(Collector):
    """What the database knows of the product's own work."""

    def collect(self) -> Iterator[Any]:
        """The metrics of the scope `process`."""
        for metric in of("process"):
            if metric.origin == "remote write" and not settings.REMOTE_WRITE_URL:
                continue
            made = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
            family = made(metric.name, metric.help.en, labels=metric.labels)
            with unlimited():
                rows = fetch(STATEMENTS[metric.name])
            for *labels, value in rows:
                family.add_metric(labels, float(value))
            yield family


REGISTRY: Final = CollectorRegistry()
for collector in (ProcessCollector, PlatformCollector, GCCollector):
    collector(registry=REGISTRY)
REGISTRY.register(Stored())


def text(accept: str) -> tuple[bytes, str]:
    """The text and its content type, in the form that `accept` prefers. Process figures are of the one that answers."""
    encode, content_type = exposition.choose_encoder(accept)
    return encode(REGISTRY), content_type
