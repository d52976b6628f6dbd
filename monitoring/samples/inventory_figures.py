"""Figures that the inventory itself has: rooms, hosting requests, differences, services and their business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from monitoring.samples.offering import Offer, offers

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOMS: Final = """
SELECT s.slug, l.name, sum(r.u_height) AS height, sum(coalesce(d.taken, 0)) AS taken
FROM dcim_rack r JOIN dcim_site s ON s.id = r.site_id JOIN dcim_location l ON l.id = r.location_id
LEFT JOIN (
  SELECT d.rack_id, sum(y.u_height) AS taken FROM dcim_device d JOIN dcim_devicetype y ON y.id = d.device_type_id
  WHERE d.rack_id IS NOT NULL AND d.position IS NOT NULL GROUP BY 1
) d ON d.rack_id = r.id
GROUP BY 1, 2 ORDER BY 1, 2
"""
REQUESTS: Final = "SELECT state, item, count(*) FROM hosting_request GROUP BY 1, 2 ORDER BY 1, 2"
DIFFERENCES: Final = "SELECT rule, count(*) FROM reconcile_difference WHERE state = 'open' GROUP BY 1 ORDER BY 1"
SERVICES: Final = """
SELECT s.slug, s.name, coalesce(t.slug, ''), coalesce(p.slug, ''), s.kind, s.id::text
FROM services_applicationservice s LEFT JOIN tenancy_tenant t ON t.id = s.tenant_id
LEFT JOIN services_centres_of_service() c ON c.id = s.id LEFT JOIN services_supportteam p ON p.id = c.team_id
ORDER BY s.id
"""
FIGURES: Final = """
SELECT s.slug, f.name, f.unit, v.value, v.at FROM services_businessfigure f
JOIN services_applicationservice s ON s.id = f.service_id
JOIN LATERAL (SELECT value, at FROM services_businessfigurevalue v WHERE v.figure_id = f.id ORDER BY at DESC LIMIT 1) v
  ON true
WHERE f.enabled ORDER BY f.id
"""

STATES: Final = """
SELECT s.slug, CASE c.state WHEN 'up' THEN 1 WHEN 'degraded' THEN 0.5 WHEN 'down' THEN 0 END
FROM services_condition c JOIN services_applicationservice s ON s.id = c.service_id
WHERE c.endpoint_id IS NULL AND c.state <> 'unknown' AND c.asked > now() - interval '5 minutes' ORDER BY s.id
"""
"""Services as probes settled them. One that nobody asked for five minutes is unknown, as on its page."""
VENUES: Final = """
SELECT v.slug, v.kind, extract(epoch FROM s.at)::float8,
  CASE s.state WHEN 'ready' THEN 2 WHEN 'limited' THEN 1 WHEN 'not-ready' THEN 0 END,
  s.registered::int, s.loss / 100, s.delay / 1000, s.jitter / 1000
FROM conferencing_venue v LEFT JOIN conferencing_readinesslimit l ON l.kind = v.kind
JOIN LATERAL (SELECT * FROM conferencing_readinesssample s WHERE s.venue_id = v.id ORDER BY at DESC, id DESC LIMIT 1) s
  ON s.at > now() - make_interval(hours => coalesce(l.max_age, 24))
WHERE v.status = 'active' ORDER BY v.id
"""
"""The latest sample of each venue, unless it counts no more: then the venue is unknown."""
SAMPLED: Final = (
    "infoport_venue_sample_timestamp_seconds", "infoport_venue_readiness", "infoport_venue_registered",
    "infoport_venue_loss_ratio", "infoport_venue_delay_seconds", "infoport_venue_jitter_seconds",
)  # fmt: skip
"""Metrics of the figures of `VENUES`, in their order."""


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


@offers
def rooms() -> Iterator[Offer]:
    """Rack units of each room. Sites and rooms are few; a room without racks has none."""
    for site, location, height, taken in _rows(ROOMS):
        yield Offer("infoport_room_rack_units", (site, location), float(height))
        yield Offer("infoport_room_used_rack_units", (site, location), float(taken))


@offers
def requests() -> Iterator[Offer]:
    """Hosting requests by state and item."""
    for state, item, count in _rows(REQUESTS):
        yield Offer("infoport_hosting_requests", (state, item), count)


@offers
def differences() -> Iterator[Offer]:
    """Open differences by rule."""
    for rule, count in _rows(DIFFERENCES):
        yield Offer("infoport_differences", (rule,), count)


@offers
def services() -> Iterator[Offer]:
    """Every service, and the latest value of each of its figures.

    A value is told as of now, for Prometheus takes nothing that is an hour old; its age is a metric of its own.
    """
    for labels in _rows(SERVICES):
        yield Offer("infoport_service_info", labels, 1)
    for service, figure, unit, value, at in _rows(FIGURES):
        yield Offer("infoport_service_figure", (service, figure, unit), float(value))
        yield Offer("infoport_service_figure_timestamp_seconds", (service, figure), at.timestamp())


@offers
def states() -> Iterator[Offer]:
    """How services are; of those whose state is unknown nothing is said."""
    for service, state in _rows(STATES):
        yield Offer("infoport_service_up", (service,), float(state))


@offers
def venues() -> Iterator[Offer]:
    """What the latest sample of each venue said; what it did not say has no sample."""
    for slug, kind, *figures in _rows(VENUES):
        for metric, figure in zip(SAMPLED, figures, strict=True):
            if figure is not None:
                yield Offer(metric, (slug, kind), float(figure))
