"""Samples in the text that Prometheus scrapes, piece by piece: memory grows with the names of devices alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from inventory.declare.fetching import array, fetch
from inventory.declare.viewing import unlimited
from monitoring.metrics.registry import METRICS, of
from monitoring.samples.offering import offered
from monitoring.samples.writing import MARK, escaped, labelled, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitoring.metrics.metric import Metric

PAGE: Final = 400
"""Blocks read at once: two megabytes where each has 48 interfaces."""
LATE: Final = 3
"""Intervals after which a device is unknown that nobody polled: the poller is what stopped."""
LEAST: Final = 300
"""Seconds that a value stays at least; Prometheus itself looks back so far."""

CHOOSING: Final = ("site", "role", "tenant", "segment", "centre")
"""What devices may be chosen by, each a slug; they are what http_sd tells of a target too."""
NONE: Final = "-"
"""Chooses devices that have no such thing: Prometheus sends no parameter that is empty."""
DEVICES: Final = f"""
SELECT * FROM (
  SELECT d.id, coalesce(d.name, '#' || d.id), greatest({LATE} * a.interval, {LEAST}), s.slug AS site,
    coalesce(l.name, '') AS location, coalesce(g.slug, '{NONE}') AS segment, coalesce(t.slug, '{NONE}') AS tenant,
    coalesce(p.slug, '{NONE}') AS centre, r.slug AS role, y.slug AS type
  FROM dcim_device d JOIN dcim_site s ON s.id = d.site_id JOIN dcim_devicerole r ON r.id = d.role_id
  JOIN dcim_devicetype y ON y.id = d.device_type_id
  JOIN reconcile_access a ON a.device_id = d.id AND a.enabled
  LEFT JOIN dcim_location l ON l.id = d.location_id LEFT JOIN tenancy_tenant t ON t.id = d.tenant_id
  LEFT JOIN services_centres_of_device() c ON c.id = d.id LEFT JOIN services_supportteam p ON p.id = c.team_id
  LEFT JOIN ipam_ipaddress i ON i.id = coalesce(d.primary_ip4_id, d.primary_ip6_id)
  LEFT JOIN segments_segment g ON g.id = coalesce(
    (SELECT v.segment_id FROM ipam_vrf v WHERE v.id = i.vrf_id),
    (SELECT x.segment_id FROM ipam_prefix x WHERE x.prefix >>= i.address AND x.vrf_id IS NOT DISTINCT FROM i.vrf_id
       AND x.segment_id IS NOT NULL ORDER BY masklen(x.prefix) DESC LIMIT 1))
  WHERE (%(ids)s::bigint[] IS NULL OR d.id = ANY(%(ids)s::bigint[])) AND d.id %% %(shards)s = %(shard)s
) found WHERE {" AND ".join(f"(%({name})s::text IS NULL OR {name} = %({name})s)" for name in CHOOSING)} ORDER BY id
"""  # noqa: S608 - constants
"""Devices that are polled, with what they are. A device's segment is that of its primary address."""
BLOCKS: Final = """
SELECT device_id, (extract(epoch FROM at) * 1000)::bigint, body FROM samples_block
WHERE family = %s AND device_id = ANY(%s::bigint[])
"""
NOW: Final = "SELECT (extract(epoch FROM now()) * 1000)::bigint"
INFO: Final = METRICS["infoport_device_info"]
DEVICE_METRICS: Final = [metric for metric in of("devices") if metric is not INFO]


class Shard(NamedTuple):
    """One of `of` equal parts of the devices; `number` is from 1."""

    number: int = 1
    of: int = 1


WHOLE: Final = Shard()


@dataclass(frozen=True, slots=True)
class Form:
    """One of the two forms of text."""

    open: bool  # OpenMetrics; else the classic text

    @property
    def content_type(self) -> str:
        """As HTTP tells it."""
        if self.open:
            return "application/openmetrics-text; version=1.0.0; charset=utf-8"
        return "text/plain; version=0.0.4; charset=utf-8"

    def head(self, metric: Metric) -> bytes:
        """What stands before the samples of a metric."""
        name = metric.family if self.open else metric.name
        help_ = metric.help.en.replace("\\", "\\\\").replace("\n", " ")
        unit = f"# UNIT {name} {metric.unit}\n" if self.open and metric.unit else ""
        return f"# HELP {name} {help_}\n# TYPE {name} {metric.kind}\n{unit}".encode()

    def stamp(self, milliseconds: int) -> bytes:
        """The end of a line whose sample was taken then."""
        if self.open:
            return b" %d.%03d\n" % divmod(milliseconds, 1000)
        return b" %d\n" % milliseconds

    @property
    def end(self) -> bytes:
        """What stands after everything."""
        return b"# EOF\n" if self.open else b""


Names: TypeAlias = "Mapping[int, tuple[bytes, int]]"
"""Device → the beginning of its labels, and the oldest time that still counts, in ms."""


class Device(NamedTuple):
    """A polled device, with what it is as slugs; `-` stands for what it does not have."""

    id: int
    name: str
    lasts: int  # seconds
    site: str
    location: str
    segment: str
    tenant: str
    centre: str
    role: str
    type: str


def chosen(
    ids: Sequence[int] | None = None, shard: Shard = WHOLE, choice: Mapping[str, str] | None = None
) -> list[Device]:
    """Devices that are polled: all, or those of `ids`, of one shard, with these slugs.

    Who asks must be allowed to see the devices of `ids`; nothing else is checked here.
    """
    part = {"ids": None if ids is None else array(ids), "shards": shard.of, "shard": shard.number - 1}
    with unlimited():
        return [Device(*row) for row in fetch(DEVICES, {**dict.fromkeys(CHOOSING), **(choice or {}), **part})]


def devices(form: Form, rows: Sequence[Device]) -> Iterator[bytes]:
    """The samples of these devices, metric by metric."""
    with unlimited():
        now = int(fetch(NOW)[0][0])
    yield from _info(form, rows)
    names = {row.id: (f'{{device="{escaped(row.name)}"'.encode(), now - 1000 * row.lasts) for row in rows}
    pages = [array(several) for several in _paged(list(names))]
    for metric in DEVICE_METRICS:
        yield from _family(form, metric, names, pages)
    yield form.end


def _paged(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PAGE):
        yield ids[start : start + PAGE]


def _info(form: Form, rows: Sequence[Device]) -> Iterator[bytes]:
    if rows:
        yield form.head(INFO)
    for start in range(0, len(rows), PAGE):
        yield "".join(
            [
                f'{INFO.name}{{device="{escaped(row.name)}"{labelled(INFO.labels, _told(row))}}} 1\n'
                for row in rows[start : start + PAGE]
            ]
        ).encode()


def _told(row: Device) -> tuple[str, ...]:
    """Values of the labels of the metric that says what a device is; what it does not have is empty."""
    return tuple("" if (value := str(getattr(row, name))) == NONE else value for name in INFO.labels)


def _family(form: Form, metric: Metric, names: Names, pages: Sequence[str]) -> Iterator[bytes]:
    """The samples of one metric."""
    begun = False
    for several in pages:
        with unlimited():
            found = fetch(BLOCKS, [metric.name, several])
        if piece := _piece(form, metric.name.encode(), found, names):
            if not begun:
                yield form.head(metric)
                begun = True
            yield piece


def _piece(form: Form, metric: bytes, found: Sequence[tuple[Any, ...]], names: Names) -> bytes:
    """Blocks with their devices and times, without those that are too old."""
    parts = []
    for device, at, body in found:
        name, oldest = names[device]
        if at >= oldest:
            parts.append(body.replace(MARK, metric + name).replace(b"\n", form.stamp(at)))
    return b"".join(parts)


def services(form: Form) -> Iterator[bytes]:
    """What is offered of services, rooms and requests, as far as who asks may see it."""
    for name, several in offered().items():
        metric = METRICS[name]
        yield form.head(metric)
        yield "".join(
            [
                f"{name}{{{labelled(metric.labels, each.labels)[1:]}}} {number(each.value)}{_stamped(form, each.at)}"
                for each in several
            ]
        ).encode()
    yield form.end


def _stamped(form: Form, at: datetime | None) -> str:
    return "\n" if at is None else form.stamp(round(at.timestamp() * 1000)).decode()
